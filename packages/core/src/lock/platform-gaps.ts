import { normalizePlatform, type PlatformParts } from '../dockerfile/platform-arguments.js'
import type { BaseLock } from './base-lock.js'

/** A platform that is wanted of a base, and that its locked image does not have. */
export interface PlatformGap {
  readonly reference: string
  readonly platform: string
  readonly offered: readonly string[]
}

/**
 * Finds what a lock's images are not there for. A base whose platforms are not known has no gaps.
 *
 * @param wanted platforms by the base's text, for the bases that are to run on the module's own platforms
 */
export function findPlatformGaps(lock: BaseLock, wanted: ReadonlyMap<string, readonly string[]>): PlatformGap[] {
  return [...wanted].flatMap(([reference, platforms]) => {
    const offered = lock.bases.get(reference)?.platforms ?? []
    if (offered.length === 0) return []
    const missing = platforms.filter(
      (platform) => !offered.some((candidate) => serves(normalizePlatform(candidate), normalizePlatform(platform))),
    )
    return missing.map((platform) => ({ reference, platform, offered }))
  })
}

/**
 * True where an image of one platform is taken for another: the same machine, or one of which the wanted one can do all.
 * Rules: `platformVector` of https://github.com/containerd/platforms/blob/main/compare.go
 */
function serves(offered: PlatformParts, wanted: PlatformParts): boolean {
  if (offered.os !== wanted.os) return false
  if (offered.architecture === wanted.architecture) return level(offered) <= level(wanted)
  if (wanted.architecture === 'amd64') return offered.architecture === '386'
  return wanted.architecture === 'arm64' && offered.architecture === 'arm'
}

/** Variants are steps of one ladder, `v1` the lowest; one that is no step, such as `v8.1-x`, is none that others can do. */
function level({ architecture, variant }: PlatformParts): number {
  const lowest = { arm64: 8, amd64: 1 }[architecture] ?? 0
  if (variant === '') return lowest
  const step = /^v(\d+(?:\.\d+)?)$/.exec(variant)?.[1]
  return step === undefined ? lowest : Number(step)
}
