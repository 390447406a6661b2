import { dirname } from 'node:path/posix'
import type { CatalogueLockfile } from '@module-images/catalogue'
import type { LockedPackage, Lockfile } from '@module-images/lockfiles'
import type { FileSource } from '@module-images/workspace'
import { type LockfilePlaces, type ModuleLockfile, readLockfiles } from './read-lockfiles.js'

/** How conda calls the platforms of images. https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html */
const CONDA_PLATFORMS: Readonly<Record<string, string>> = {
  'linux/amd64': 'linux-64',
  'linux/arm64': 'linux-aarch64',
  'linux/ppc64le': 'linux-ppc64le',
}

/** A platform as conda names them. */
const CONDA_PLATFORM = /^(?:linux|osx|win)-\w+$/

/** The packages of one lockfile for the platforms of an image. */
export interface ListedLockfile extends CatalogueLockfile {
  /** Undefined for a file without a reader. */
  readonly kind: Lockfile['kind'] | undefined
  /** The same packages with all that the file says of them. */
  readonly locked: readonly LockedPackage[]
  /** Whether these are all its packages, so that what is not among them is not in the file. */
  readonly complete: boolean
  readonly bytes: Uint8Array
}

/**
 * The packages that a module's lockfiles name, for the platforms of its image. The one place where the catalogue, `diff` and all that lists
 * packages has them from.
 *
 * @param platforms `os/arch[/variant]`
 */
export function readModuleLockfiles(files: FileSource, places: LockfilePlaces, platforms: readonly string[]): ListedLockfile[] {
  const lockfiles = readLockfiles(files, places)
  const answered = new Set(lockfiles.flatMap((lockfile) => (answersEnvironment(lockfile) ? [dirname(lockfile.path)] : [])))
  return lockfiles
    .filter(({ kind, path }) => !(kind === 'conda-environment' && answered.has(dirname(path))))
    .filter((lockfile) => !isOfOtherPlatforms(lockfile, platforms))
    .map((lockfile) => listPackages(lockfile, platforms))
}

function listPackages({ kind, path, bytes, packages, problems, unread }: ModuleLockfile, platforms: readonly string[]): ListedLockfile {
  const locked = ofPlatforms(packages, platforms)
  return {
    kind,
    file: path,
    locked,
    packages: locked.map(({ name, version, constraint, source }) => ({ name, version: version ?? constraint ?? '', source: source ?? '' })),
    problems: [...problems, ...unread].map(({ message, place }) => `${place.file}:${place.line}: ${message}`),
    complete: problems.length + unread.length === 0,
    bytes,
  }
}

/** What a conda lock answers is not to be listed a second time as it was asked for. */
function answersEnvironment({ kind, packages }: ModuleLockfile): boolean {
  return (kind === 'conda-lock' || kind === 'conda-platform') && packages.length > 0
}

/** A lock of a laptop alone says nothing of the image. */
function isOfOtherPlatforms({ kind, facts }: ModuleLockfile, platforms: readonly string[]): boolean {
  const [platform] = facts.platforms ?? []
  return kind === 'conda-platform' && platform !== undefined && !condaPlatforms(platforms).has(platform)
}

/** Those that a lockfile has for the image's platforms; all of them where it knows the platforms by other names. */
function ofPlatforms(packages: readonly LockedPackage[], platforms: readonly string[]): readonly LockedPackage[] {
  const wanted = condaPlatforms(platforms)
  const own = packages.filter(
    (item) =>
      item.platforms === undefined || item.platforms.some((name) => wanted.has(name) || name === 'noarch' || !CONDA_PLATFORM.test(name)),
  )
  return own.length === 0 ? packages : own.map((item) => withFilesOf(item, wanted))
}

function withFilesOf(item: LockedPackage, wanted: ReadonlySet<string>): LockedPackage {
  const files = item.files?.filter(
    ({ platform, subdir }) => wanted.has(platform ?? subdir ?? '') || !CONDA_PLATFORM.test(platform ?? subdir ?? ''),
  )
  return files === undefined ? item : { ...item, files }
}

function condaPlatforms(platforms: readonly string[]): ReadonlySet<string> {
  return new Set(platforms.flatMap((platform) => CONDA_PLATFORMS[platform] ?? []))
}
