import type { LockfileKindName } from '@module-images/core'
import type { LockedPackage } from '@module-images/lockfiles'

/** One lockfile of a module, with its packages for the platforms of the image. */
export interface SbomLockfile {
  /** Posix path from the module's folder. */
  readonly file: string
  /** Undefined for a file that has no reader. */
  readonly kind: LockfileKindName | undefined
  readonly packages: readonly LockedPackage[]
  /** Parts that could not be read, with file and line: of what stands there, nothing is listed. */
  readonly problems: readonly string[]
}

/** What a list of contents is made of. No time and no commit: the same image gets the same bytes. */
export interface SbomFacts {
  readonly module: string
  /** Repository with host, without tag. */
  readonly image: string
  readonly key: string
  /** Of the published image; undefined where none is known. */
  readonly digest: string | undefined
  /** `os/arch[/variant]` */
  readonly platforms: readonly string[]
  /** `REFERENCE` or `REFERENCE@DIGEST`. */
  readonly bases: readonly string[]
  /** SPDX expression or words. */
  readonly licence: string | undefined
  readonly lockfiles: readonly SbomLockfile[]
}

/** What the list holds, and what it does not: both formats say so. */
export function renderCoverage({ lockfiles, bases }: Pick<SbomFacts, 'lockfiles' | 'bases'>): {
  readonly covers: string
  readonly omits: string
} {
  const files = lockfiles.map(({ file }) => file)
  return {
    covers:
      files.length === 0
        ? 'Nothing: the module has no lockfile that is read.'
        : `The packages that these lockfiles of the module name: ${files.join(', ')}.`,
    omits: [
      'What else is in the image: packages of the base images, what apt-get, curl or a script of the Dockerfile installs, and files that are copied.',
      'Where a scanner has looked into the image, what it found is a signed statement of its own beside the image.',
      ...(bases.length === 0 ? [] : [`Base images: ${bases.join(', ')}.`]),
    ].join(' '),
  }
}
