import { setMaxListeners } from 'node:events'

/**
 * A signal that fires on Ctrl-C, on a polite request to end, and when the Nx that has started this process is gone, however it went (its
 * channel closes); builds stop, nothing new starts, and what was made is tidied up.
 */
export function interruption(): { readonly signal: AbortSignal; done(): void } {
  const controller = new AbortController()
  // Everything that a run waits for listens to it.
  setMaxListeners(0, controller.signal)
  const abort = () => controller.abort()
  process.on('SIGINT', abort)
  process.on('SIGTERM', abort)
  process.on('disconnect', abort)
  // Undefined for a process that never had a channel.
  if (process.connected === false) abort()
  return {
    signal: controller.signal,
    done() {
      process.off('SIGINT', abort)
      process.off('SIGTERM', abort)
      process.off('disconnect', abort)
    },
  }
}
