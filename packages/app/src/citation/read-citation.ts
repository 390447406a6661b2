import { ModuleImagesError, pathIn } from '@module-images/core'
import type { FileSource } from '@module-images/workspace'
import { findReadme } from '../files/find-readme.js'
import type { Citation } from './citation.js'
import { licenceOfReadme } from './licence-of-readme.js'
import { parseCitation } from './parse-citation.js'

/** What a module's citation is, and which files were to say more and could not be read. */
export interface ModuleCitation {
  readonly citation: Citation
  readonly problems: readonly ModuleImagesError[]
}

const FILE = 'CITATION.cff'

/**
 * How a module wants to be cited: by its own CITATION.cff, and where that is silent, by that of the workspace; whose title is that of the whole, and not the
 * module's. The licence may be in a README instead. Nothing of it is among the inputs of a build, and a file that is broken breaks none.
 *
 * @param root posix path of the module from the workspace root
 */
export function readCitation(files: Pick<FileSource, 'has' | 'list' | 'readText'>, root: string): ModuleCitation {
  const problems: ModuleImagesError[] = []
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ModuleImagesError)) throw error
      problems.push(error)
      return undefined
    }
  }
  const read = (folder: string) => {
    const file = pathIn(folder, FILE)
    const citation = files.has(file) ? attempt(() => parseCitation(files.readText(file), file)) : undefined
    const readLicence = () => {
      const readme = findReadme(files, folder)
      return readme === undefined ? undefined : licenceOfReadme(files.readText(readme))
    }
    return { ...citation, licence: citation?.licence ?? attempt(readLicence) }
  }
  const [own, common] = [read(root), root === '' ? undefined : read('')]
  const [authors = [], doi] = [own.authors ?? common?.authors, own.authors === undefined ? common?.doi : own.doi]
  return { citation: { authors, title: own.title, doi, licence: own.licence ?? common?.licence }, problems }
}
