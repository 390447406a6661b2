// @ts-check

/** What a person can act on: what failed, where more is written, what to do. Anything else that is thrown is a fault of ours. */
export class SetUpError extends Error {
  /**
   * @param {string} message what failed, one sentence
   * @param {{ fix?: string | undefined, logFile?: string | undefined, cause?: unknown }} [details]
   */
  constructor(message, { fix, logFile, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'SetUpError'
    this.fix = fix
    this.logFile = logFile
  }
}

/** @param {unknown} error */
export function renderSetUpError(error) {
  if (!(error instanceof SetUpError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const lines = [error.message]
  if (error.logFile) lines.push(`Log: ${error.logFile}`)
  if (error.fix) lines.push(...error.fix.split('\n'))
  return lines.join('\n  ')
}
