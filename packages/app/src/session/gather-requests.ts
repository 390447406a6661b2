interface Waiting<T> {
  readonly name: string
  readonly resolve: (answer: T) => void
  readonly reject: (error: unknown) => void
}

/**
 * A question that can be put for many names at once. Those that are asked about at the same time share one; those that come while it is
 * under way share the next.
 *
 * @param requestAll answers in the order of the names
 */
export function gatherRequests<T>(requestAll: (names: readonly string[]) => Promise<readonly T[]>): (name: string) => Promise<T> {
  const waiting: Waiting<T>[] = []
  let asking = false
  const requestOnce = async (some: readonly Waiting<T>[]) => {
    try {
      const answers = await requestAll(some.map(({ name }) => name))
      if (answers.length !== some.length) throw new Error(`${answers.length} answers to ${some.length} questions`)
      for (const [index, answer] of answers.entries()) some[index]?.resolve(answer)
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }
  const requestUntilDone = async () => {
    while (waiting.length > 0) await requestOnce(waiting.splice(0))
    asking = false
  }
  return (name) =>
    new Promise((resolve, reject) => {
      waiting.push({ name, resolve, reject })
      if (asking) return
      asking = true
      setImmediate(() => void requestUntilDone())
    })
}
