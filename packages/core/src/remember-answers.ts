/** Answers by name. What failed is not remembered: whoever asks after it asks anew. */
export interface RememberedAnswers<T> {
  /** The answer of before; else `ask`'s, which those who want it at the same time share. */
  get(name: string, ask: () => Promise<T>): Promise<T>
  forget(name: string): void
}

/** Answers of one run. */
export function rememberAnswers<T>(): RememberedAnswers<T> {
  const known = new Map<string, Promise<T>>()
  return {
    get(name, ask) {
      const before = known.get(name)
      if (before !== undefined) return before
      const answer = ask()
      known.set(name, answer)
      // Another may have been asked for since, where this one was forgotten meanwhile.
      answer.catch(() => known.get(name) === answer && known.delete(name))
      return answer
    },
    forget: (name) => void known.delete(name),
  }
}

/** The same for one question. */
export function rememberAnswer<T>(ask: () => Promise<T>): () => Promise<T> {
  const answers = rememberAnswers<T>()
  return () => answers.get('', ask)
}
