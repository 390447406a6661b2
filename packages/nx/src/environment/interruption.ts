/** A signal that fires on Ctrl-C and on a polite request to end; builds stop, nothing new starts, and what was made is tidied up. */
export function interruption(): { readonly signal: AbortSignal; done(): void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  process.on('SIGINT', abort)
  process.on('SIGTERM', abort)
  return {
    signal: controller.signal,
    done() {
      process.off('SIGINT', abort)
      process.off('SIGTERM', abort)
    },
  }
}
