import { ModuleImagesError } from '@module-images/core'
import { DOCKERFILE, type FileSource, normalizeGlob } from '@module-images/workspace'

/** Where modules lie as a rule. */
const USUAL_FOLDERS = ['modules', 'analyses']

/** What a repository may have where no module is found. */
export const OTHER_NAMES =
  'A file of another name, such as Dockerfile_1.0 or Containerfile, makes no module: call it Dockerfile, one in a folder.'

/** Globs as given on the command line; undefined where none are. */
export function parseGlobs(given: string | undefined): string[] | undefined {
  const globs = given?.split(',').map((glob) => normalizeGlob(glob.trim()))
  const named = globs?.filter((glob) => glob !== '')
  return named === undefined || named.length === 0 ? undefined : named
}

/**
 * Globs of the usual folders in which some folder holds a Dockerfile.
 *
 * @throws ModuleImagesError `no-modules-found`
 */
export function guessGlobs(files: FileSource): string[] {
  const found = USUAL_FOLDERS.filter(
    (folder) =>
      files.has(folder) &&
      files.list(folder).some(({ name, kind }) => kind === 'directory' && files.has(`${folder}/${name}/${DOCKERFILE}`)),
  )
  if (found.length > 0) return found.map((folder) => `${folder}/*`)
  throw new ModuleImagesError({
    code: 'no-modules-found',
    kind: 'input',
    message: `No folder of ${USUAL_FOLDERS.map((folder) => `${folder}/*`).join(' or ')} holds a Dockerfile.`,
    fix: `Name the folders of the modules: --modules 'analyses/*'\n${OTHER_NAMES}`,
  })
}
