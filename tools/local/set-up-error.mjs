// @ts-check

/** What a person can act on: what failed, where more is written, what to do. Anything else that is thrown is a fault of ours. */
export class SetUpError extends Error {
  /**
   * @param {string} message what failed, one sentence
   * @param {{ hint?: string | undefined, log?: string | undefined, cause?: unknown }} [details]
   */
  constructor(message, { hint, log, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'SetUpError'
    this.hint = hint
    this.log = log
  }
}

/** @param {unknown} error */
export function renderSetUpError(error) {
  if (!(error instanceof SetUpError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const lines = [error.message]
  if (error.log) lines.push(`Log: ${error.log}`)
  if (error.hint) lines.push(...error.hint.split('\n'))
  return lines.join('\n  ')
}
