import { aptPackages } from './apt-packages.js'
import { condaEnvironment } from './conda-environment.js'
import { condaLock } from './conda-lock.js'
import { BadLockfileError, type Lockfile, type LockfileContent, type LockfileKind } from './lockfile.js'
import { renvLock } from './renv-lock.js'
import { requirements } from './requirements.js'

/** In the order in which a module's packages are listed. */
export const LOCKFILE_KINDS: readonly LockfileKind[] = [renvLock, condaLock, condaEnvironment, requirements, aptPackages]

/** Characters of a lockfile: more than ten times the longest known, so that a hostile one ends at once. */
const MAX_LENGTH = 16 * 1024 * 1024

/**
 * Reads a lockfile by its name. Never throws: what is wrong in it comes back among `problems`, with line and, where known, column.
 *
 * @param file posix path, as errors shall call it; its last part says the kind
 * @returns nothing for a name that no kind has
 */
export function readLockfile(text: string, file: string): Lockfile | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1)
  const kind = LOCKFILE_KINDS.find(({ fileName }) => fileName === name)
  return kind && { kind: kind.kind, file, ...readContent(kind, text.replace(/^\ufeff/, ''), file) }
}

function readContent(kind: LockfileKind, text: string, file: string): LockfileContent {
  if (text.length > MAX_LENGTH) return failure(`It is longer than ${MAX_LENGTH / 1024 / 1024} MB, and was not read.`, { file, line: 1 })
  const conflict = findConflict(text)
  if (conflict !== undefined) return failure('A merge conflict was left in the file: lock again.', { file, line: conflict })
  try {
    return kind.read(text, file)
  } catch (error) {
    if (error instanceof BadLockfileError) {
      const { message, line, column } = error
      return failure(message, { file, line, ...(column === undefined ? {} : { column }) })
    }
    // Nesting deeper than any real file's ends a parser's stack.
    if (error instanceof RangeError) return failure('It is nested too deeply to be read.', { file, line: 1 })
    return failure(`It cannot be read: ${error instanceof Error ? error.message : String(error)}`, { file, line: 1 })
  }
}

function failure(message: string, place: { file: string; line: number; column?: number }): LockfileContent {
  return { packages: [], problems: [{ message, place }], facts: {} }
}

/** Line of a conflict marker that git wrote. */
function findConflict(text: string): number | undefined {
  const at = text.startsWith('<<<<<<< ') ? 0 : text.indexOf('\n<<<<<<< ')
  return at < 0 ? undefined : text.slice(0, at + 1).split('\n').length
}
