import { normalizePlatform } from '@module-images/core'
import type { LockedPackage } from './lockfile.js'

/** Machines as wheels name them. https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/ */
const MACHINES: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  '386': 'i686',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
}

/**
 * Whether the lockfile tells that a package is built for Linux, and not for this platform of it: it has wheels for other machines, none for this one,
 * and none for all. A package of sources alone is built on any, and one without names of files may be.
 *
 * @param platform `linux/arm64`
 */
export function lacksWheel({ files = [] }: Pick<LockedPackage, 'files'>, platform: string): boolean {
  const machine = MACHINES[normalizePlatform(platform).architecture]
  const wheels = files.flatMap(({ wheel = [] }) => wheel)
  const isFor = (tag: string) => tag === 'any' || (tag.includes('linux') && tag.endsWith(`_${machine}`))
  return machine !== undefined && wheels.some((tag) => tag.includes('linux')) && !wheels.some(isFor)
}
