import { ModuleImagesError, pathIn } from '@module-images/core'
import type { CatalogueLockfile } from '@module-images/catalogue'
import { type LockedPackage, type Lockfile, LOCKFILE_KINDS, readLockfile } from '@module-images/lockfiles'
import type { FileSource } from '@module-images/workspace'

/** How conda calls the platforms of images. https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html */
const CONDA_PLATFORMS: Readonly<Record<string, string>> = {
  'linux/amd64': 'linux-64',
  'linux/arm64': 'linux-aarch64',
  'linux/ppc64le': 'linux-ppc64le',
}

/**
 * The packages that a module's lockfiles name, for the platforms of its image.
 *
 * @param root posix path of the module; @param platforms `os/arch[/variant]`
 */
export function readModuleLockfiles(files: FileSource, root: string, platforms: readonly string[]): CatalogueLockfile[] {
  // A link may lead anywhere, and the page is for everyone.
  const present = new Set(files.list(root).flatMap(({ name, kind }) => (kind === 'file' ? [name] : [])))
  const lockfiles = LOCKFILE_KINDS.flatMap(({ fileName }) => (present.has(fileName) ? (readOne(files, pathIn(root, fileName)) ?? []) : []))
  // What conda-lock answers is not to be listed a second time as it was asked for.
  const answered = lockfiles.some(({ kind, packages }) => kind === 'conda-lock' && packages.length > 0)
  return lockfiles
    .filter(({ kind }) => !(answered && kind === 'conda-environment'))
    .map(({ file, packages, problems }) => ({
      file: file.slice(root.length + 1),
      packages: ofPlatforms(packages, platforms).map(({ name, version, constraint, source }) => ({
        name,
        version: version ?? constraint ?? '',
        source: source ?? '',
      })),
      problems: problems.map(({ message, place }) => `${place.file}:${place.line}: ${message}`),
    }))
}

function readOne(files: FileSource, file: string): Lockfile | undefined {
  try {
    return readLockfile(files.readText(file), file)
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    return undefined
  }
}

/** Those that a lockfile has for the image's platforms; all of them where it knows the platforms by other names. */
function ofPlatforms(packages: readonly LockedPackage[], platforms: readonly string[]): readonly LockedPackage[] {
  const wanted = new Set(platforms.flatMap((platform) => CONDA_PLATFORMS[platform] ?? []))
  const own = packages.filter(
    (item) => item.platforms === undefined || item.platforms.some((name) => wanted.has(name) || name === 'noarch'),
  )
  return own.length === 0 ? packages : own
}
