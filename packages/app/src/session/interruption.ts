import { setMaxListeners } from 'node:events'

/** How a run is told to stop. */
export interface Interruption {
  readonly signal: AbortSignal
  done(): void
}

/**
 * A signal that fires on Ctrl-C, on a polite request to end, and when the Nx that has started this process is gone, however it went (its
 * channel closes); builds stop, nothing new starts, and what was made is tidied up.
 *
 * @param onSecond called on the Ctrl-C after that, by somebody who does not want to wait for it
 */
export function interruption(onSecond: () => void = () => undefined): Interruption {
  const controller = new AbortController()
  // Everything that a run waits for listens to it.
  setMaxListeners(0, controller.signal)
  const abort = () => controller.abort()
  const interrupt = () => (controller.signal.aborted ? onSecond() : abort())
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', abort)
  process.on('disconnect', abort)
  // Undefined for a process that never had a channel.
  if (process.connected === false) abort()
  return {
    signal: controller.signal,
    done() {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', abort)
      process.off('disconnect', abort)
    },
  }
}
