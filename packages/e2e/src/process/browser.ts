import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's, unless the environment names another. */
const EXECUTABLE = process.env['MODULE_IMAGES_CHROMIUM'] ?? '/usr/bin/chromium'

/** A real browser with a profile of its own, gone when it is closed. */
export async function startBrowser(): Promise<Browser> {
  if (!existsSync(EXECUTABLE))
    throw new Error(`These tests need a real browser, and ${EXECUTABLE} is not there: install the package chromium.`)
  // Containers and root have no sandbox to give; only pages of the test are opened.
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, chromiumSandbox: false, args: ['--disable-gpu', '--no-first-run'] })
}
