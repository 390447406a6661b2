import { ModuleImagesError } from '@module-images/core'
import { startDetached } from '@module-images/process'

/** A way to have an address opened. */
interface Opener {
  readonly command: string
  readonly args: readonly string[]
}

type Platform = NodeJS.Platform

/**
 * Programs that open an address or a file in a browser, the first choice first: those of the variable BROWSER, then the system's own. Without a
 * screen there are none of the latter, since xdg-open would take a browser of the terminal.
 */
export function planOpeners(platform: Platform, env: NodeJS.ProcessEnv): Opener[] {
  const chosen = platform === 'win32' ? [] : (env['BROWSER'] ?? '').split(':').filter((command) => command !== '')
  return [...chosen.map((command) => ({ command, args: [] })), ...systemOpeners(platform, env)]
}

function systemOpeners(platform: Platform, env: NodeJS.ProcessEnv): Opener[] {
  if (platform === 'darwin') return [{ command: 'open', args: [] }]
  if (platform === 'win32') return [{ command: 'rundll32', args: ['url.dll,FileProtocolHandler'] }]
  // https://wslutiliti.es/wslu/
  if (env['WSL_DISTRO_NAME'] !== undefined) return [{ command: 'wslview', args: [] }]
  const hasScreen = env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined
  return hasScreen ? [{ command: 'xdg-open', args: [] }] : []
}

/**
 * Opens a page in the caller's browser, which goes on by itself.
 *
 * @param target an address or a native path without secrets: other users of the machine see it
 * @returns whether a program was there to do so
 */
export async function openBrowser(target: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  for (const { command, args } of planOpeners(process.platform, env)) {
    try {
      await startDetached({ command, args: [...args, target], env })
      return true
    } catch (error) {
      if (!(error instanceof ModuleImagesError)) throw error
    }
  }
  return false
}
