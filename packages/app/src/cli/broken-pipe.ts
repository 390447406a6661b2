import { allIsWritten } from '../output/write-output.js'
import { EXIT_BROKEN_PIPE } from '../session/exit-codes.js'

/** Whether standard output still has a reader. */
export interface OutputState {
  /** The exit code of a command that ended with this one, once all that it has written has arrived. */
  settle(exitCode: number): Promise<number>
}

/**
 * Lets a reader of standard output or standard error leave, as in `module-images plan | head -1`: what is written after that is dropped, and
 * the command ends as if the signal had ended it. It is not cut short, so that what it has begun is whole and tidied up.
 */
export function watchOutput(): OutputState {
  let broken = false
  process.stdout.on('error', (error: Error) => {
    if (!isBrokenPipe(error)) throw error
    broken = true
  })
  process.stderr.on('error', (error: Error) => {
    if (!isBrokenPipe(error)) throw error
  })
  return {
    async settle(exitCode) {
      await allIsWritten()
      return broken ? EXIT_BROKEN_PIPE : exitCode
    },
  }
}

function isBrokenPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE'
}
