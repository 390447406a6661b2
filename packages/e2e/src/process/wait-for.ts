const INTERVAL = 20

/**
 * Waits for something outside this process that announces itself by no event.
 *
 * @param what for the error: what was waited for
 */
export async function waitFor(what: string, isSo: () => boolean | Promise<boolean>, timeout = 120_000): Promise<void> {
  const end = performance.now() + timeout
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited ${timeout} ms in vain for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, INTERVAL))
  }
}
