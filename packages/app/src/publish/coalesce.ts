/**
 * A question that many have at once. Every answer was begun after the call that gets it; those who call while one is under way share the
 * next, so that any number of callers costs two.
 */
export function coalesce<T>(ask: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined
  let next: Promise<T> | undefined
  const begin = (): Promise<T> => {
    const answer = ask()
    const done = () => {
      if (current === answer) current = undefined
    }
    current = answer
    answer.then(done, done)
    return answer
  }
  const beginNext = (): Promise<T> => {
    next = undefined
    return begin()
  }
  return () => (current === undefined ? begin() : (next ??= current.then(beginNext, beginNext)))
}
