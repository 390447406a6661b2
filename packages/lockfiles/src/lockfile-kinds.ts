import { lockfileKind, type LockfileKindName } from '@module-images/core'
import { decodeAsPip, decodeUtf8 } from './documents/text-decoder.js'
import { aptPackages } from './kinds/apt-packages.js'
import { condaEnvironment } from './kinds/conda-environment.js'
import { condaLock } from './kinds/conda-lock.js'
import { condaPlatformLock } from './kinds/conda-platform-lock.js'
import { npmLock } from './kinds/npm-lock.js'
import { pipfileLock } from './kinds/pipfile-lock.js'
import { pixiLock } from './kinds/pixi-lock.js'
import { poetryLock } from './kinds/poetry-lock.js'
import { renvLock } from './kinds/renv-lock.js'
import { requirements } from './kinds/requirements.js'
import { uvLock } from './kinds/uv-lock.js'
import { BadLockfileError, type Lockfile, type LockfileKind } from './lockfile.js'

/** In the order in which a module's packages are listed, which is that of their names in core. */
export const LOCKFILE_KINDS: readonly LockfileKind[] = [
  renvLock,
  condaLock,
  condaPlatformLock,
  condaEnvironment,
  pixiLock,
  requirements,
  uvLock,
  poetryLock,
  pipfileLock,
  npmLock,
  aptPackages,
]

/** Bytes of a lockfile: more than ten times the longest known, so that a hostile one ends at once. */
const MAX_LENGTH = 16 * 1024 * 1024

/**
 * Reads a lockfile by its name. Never throws: what is wrong in it comes back among `problems`, with line and, where known, column.
 *
 * @param content the file's bytes, or its text where that is known already
 * @param file posix path, as errors shall call it; its last part says the kind
 * @returns nothing for a name that no kind has
 */
export function readLockfile(content: string | Uint8Array, file: string): Lockfile | undefined {
  const kind = lockfileKind(file.slice(file.lastIndexOf('/') + 1))
  return kind && readLockfileAs(kind, content, file)
}

/**
 * The same for a file whose kind another file says, whatever its name.
 *
 * @throws Error for a kind that has no reader
 */
export function readLockfileAs(kind: LockfileKindName, content: string | Uint8Array, file: string): Lockfile {
  const reader = LOCKFILE_KINDS.find((one) => one.kind === kind)
  if (reader === undefined) throw new Error(`No reader of ${kind}`)
  return { kind, file, ...readContent(reader, content, file) }
}

type Content = Omit<Lockfile, 'kind' | 'file'>

function readContent(reader: LockfileKind, content: string | Uint8Array, file: string): Content {
  if (content.length > MAX_LENGTH) return failure({ message: `It is longer than ${MAX_LENGTH / 1024 / 1024} MB, and was not read.` }, file)
  try {
    const text = decode(reader, content)
    const conflict = findConflict(text)
    if (conflict !== undefined) throw new BadLockfileError('A merge conflict was left in the file: lock again.', conflict)
    return { unread: [], ...reader.read(text, file) }
  } catch (error) {
    if (error instanceof BadLockfileError) return failure(error, file)
    // Nesting deeper than any real file's ends a parser's stack.
    if (error instanceof RangeError) return failure({ message: 'It is nested too deeply to be read.' }, file)
    return failure({ message: `It cannot be read: ${error instanceof Error ? error.message : String(error)}` }, file)
  }
}

function decode({ encodings }: LockfileKind, content: string | Uint8Array): string {
  if (typeof content === 'string') return content.replace(/^\ufeff/, '')
  return encodings === 'as-pip' ? decodeAsPip(content) : decodeUtf8(content)
}

function failure({ message, line = 1, column, unknownForm }: Partial<BadLockfileError> & { message: string }, file: string): Content {
  const problem = { message, place: { file, line, ...(column === undefined ? {} : { column }) } }
  const found = unknownForm === true ? { problems: [], unread: [problem] } : { problems: [problem], unread: [] }
  return { packages: [], ...found, facts: {} }
}

/** Line of a conflict marker that git wrote. */
function findConflict(text: string): number | undefined {
  const at = text.startsWith('<<<<<<< ') ? 0 : text.indexOf('\n<<<<<<< ')
  return at < 0 ? undefined : text.slice(0, at + 1).split('\n').length
}
