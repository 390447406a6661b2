import { normalizePlatform } from '@module-images/core'

/** What a machine has to be told before it runs an image of another one. */
export interface Emulation {
  /** To ask the engine for, which otherwise looks for its own. */
  readonly platform: string
  /** A sentence for the log. */
  readonly warning: string
}

/** Node's names of machines, as images name them. https://nodejs.org/api/process.html#processarch */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }

/**
 * Whether a module's image is for no machine like this one: then it runs by emulation, many times slower, or not at all.
 *
 * @param platforms of the module: `linux/amd64`
 * @param machine Node's name of this one's processor; undefined where the engine is on another
 * @returns undefined where the image is for this machine
 */
export function planEmulation(platforms: readonly string[], machine: string | undefined): Emulation | undefined {
  if (machine === undefined) return undefined
  const own = ARCHITECTURES[machine] ?? machine
  const [platform] = platforms
  if (platform === undefined || platforms.some((each) => normalizePlatform(each).architecture === own)) return undefined
  const warning =
    `warning: the image is for ${platforms.join(', ')}, and this machine is ${own}: it runs by emulation, many times slower. ` +
    `To build one for this machine, add linux/${own} to the "platforms" of the module.`
  return { platform, warning }
}
