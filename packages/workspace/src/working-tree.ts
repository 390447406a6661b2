import { createHash, hash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  type Dirent,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { isLfsPointer, ModuleImagesError } from '@module-images/core'
import pLimit from 'p-limit'
import type { EntryKind, FileSource, FolderEntry, HashedFile } from './file-source.js'
import { emptySubmodule, readSubmodules } from './read-submodules.js'

/** Files below this size are read at once, since a switch of threads costs ten times the reading; larger ones are streamed. */
const SMALL_FILE_BYTES = 256 * 1024

/** What stands in a text, or a name, for bytes that are no UTF-8: such a text is not the file. */
const UNREADABLE_BYTES = '\ufffd'

/** Large files read at the same time: enough to keep the disk busy, few enough for any limit on open files. */
const STREAMS_AT_ONCE = 8

export interface WorkingTreeOptions {
  /** Keep git's names of what is hashed, for a run that compares it with a commit. */
  readonly blobs?: boolean
}

/**
 * The files as they lie in the workspace now. Memory stays flat however large they are. A file whose text was read is hashed as it
 * was then: a key says what was parsed, even where somebody saves the file in between. What only stands for a file, as Git LFS leaves it,
 * is not hashed: `lfs-pointer`.
 */
export function createWorkingTree(root: string, options: WorkingTreeOptions = {}): FileSource {
  const limit = pLimit(STREAMS_AT_ONCE)
  const texts = new Map<string, ReadText>()
  const names = new Map<string, NamedBytes>()
  const keep = (file: string, { sha256, blob }: NamedBytes, executable: boolean): HashedFile => {
    if (options.blobs === true) names.set(file, { sha256, blob })
    return { sha256, executable }
  }
  let folders: readonly string[] | undefined
  const submodules = () => (folders ??= guard('unreadable-file', '.gitmodules', () => readSubmodules(root)))
  const buffer = Buffer.allocUnsafeSlow(SMALL_FILE_BYTES)
  // Joined by hand: `join` would take as long as looking at the file. Windows takes posix paths as well.
  const pathOf = (path: string) => (path === '' ? root : `${root}/${path}`)
  return {
    root,
    reopen: () => createWorkingTree(root, options),
    list: (folder) => guard('unreadable-folder', folder, () => readdirSync(pathOf(folder), { withFileTypes: true }).map(entryOf)),
    has: (path) => existsSync(pathOf(path)),
    readText(file) {
      const read = guard('unreadable-file', file, () => readText(pathOf(file), buffer))
      texts.set(file, read)
      return read.text
    },
    readBytes: (file) => guard('unreadable-file', file, () => readFileSync(pathOf(file))),
    readLink: (link) => guard('unreadable-file', link, () => readlinkSync(pathOf(link))),
    hash(file) {
      const read = texts.get(file)
      if (read !== undefined && !read.text.includes(UNREADABLE_BYTES)) {
        const bytes = Buffer.from(read.text)
        refusePointer(file, bytes)
        return keep(file, nameBytes(bytes, options), read.executable)
      }
      const { bytes, executable } = guard('unreadable-file', file, () => readSmall(pathOf(file), buffer))
      if (bytes === undefined) return limit(hashLarge, pathOf(file), file).then((sha256) => keep(file, { sha256 }, executable))
      refusePointer(file, bytes)
      return keep(file, nameBytes(bytes, options), executable)
    },
    blobOf(file, sha256) {
      const known = names.get(file)
      return known?.sha256 === sha256 ? known.blob : undefined
    },
    submodules,
    notFetched(path) {
      const above = submodules().filter((folder) => path === folder || path.startsWith(`${folder}/`))
      const empty = above.find((folder) => existsSync(pathOf(folder)) && readdirSync(pathOf(folder)).length === 0)
      return empty === undefined ? undefined : emptySubmodule(empty)
    },
  }
}

/** The names of one file's bytes; `blob` as git calls them in repositories of sha1. */
interface NamedBytes {
  readonly sha256: string
  readonly blob?: string | undefined
}

/** Object ids: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
function nameBytes(bytes: Buffer, { blobs }: WorkingTreeOptions): NamedBytes {
  const sha256 = hash('sha256', bytes)
  return blobs === true ? { sha256, blob: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex') } : { sha256 }
}

/** Windows has no such bit; there every file counts as not executable. */
function isExecutable({ mode }: Stats): boolean {
  return (mode & 0o100) !== 0
}

/** A file as it was when its text was read. */
interface ReadText {
  readonly text: string
  readonly executable: boolean
}

function readText(path: string, buffer: Buffer): ReadText {
  const { bytes, executable } = readSmall(path, buffer)
  return { text: (bytes ?? readFileSync(path)).toString('utf8'), executable }
}

/** The bytes of a file that fits into the buffer, as a part of it; none of a larger one. */
function readSmall(path: string, buffer: Buffer): { readonly bytes: Buffer | undefined; readonly executable: boolean } {
  const file = openSync(path, 'r')
  try {
    const stats = fstatSync(file)
    const executable = isExecutable(stats)
    if (stats.size >= buffer.length) return { bytes: undefined, executable }
    let length = 0
    for (let read = -1; read !== 0 && length < stats.size; length += read) {
      read = readSync(file, buffer, length, stats.size - length, null)
    }
    return { bytes: buffer.subarray(0, length), executable }
  } finally {
    closeSync(file)
  }
}

/** An image must not hold a pointer in the place of the data. */
function refusePointer(file: string, bytes: Uint8Array): void {
  if (!isLfsPointer(bytes)) return
  throw new ModuleImagesError({
    code: 'lfs-pointer',
    kind: 'environment',
    message: 'Git LFS has not fetched this file: what lies here is a pointer to it, and a build would copy that.',
    place: { file },
    fix: 'Fetch it: git lfs pull (in GitHub workflows: "workflows": { "lfs": true } in nx.json, or lfs: true for actions/checkout).',
  })
}

async function hashLarge(path: string, shown: string): Promise<string> {
  try {
    const sha256 = createHash('sha256')
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), sha256)
    return sha256.digest('hex')
  } catch (cause) {
    throw unreadablePath('unreadable-file', shown, cause)
  }
}

function entryOf(entry: Dirent): FolderEntry {
  return { name: entry.name, kind: kindOf(entry) }
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'symlink' : 'other'
}

type UnreadableCode = 'unreadable-file' | 'unreadable-folder'

function guard<T>(code: UnreadableCode, shown: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unreadablePath(code, shown, error)
  }
}

/** What to throw where the file system refuses a path. @param shown posix path from the workspace root */
export function unreadablePath(code: UnreadableCode, shown: string, cause: unknown): ModuleImagesError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const place = { file: shown === '' ? '.' : shown }
  // The name that was listed is not the one on the disk.
  if (why === 'ENOENT' && shown.includes(UNREADABLE_BYTES)) {
    const fix = 'Rename it, or name it in .dockerignore, with ? for the bytes that are not UTF-8, if the build does not need it.'
    return new ModuleImagesError({
      code,
      kind: 'environment',
      message: 'Its name is not UTF-8, which names of build inputs must be.',
      place,
      fix,
      cause,
    })
  }
  const fix = 'Make it readable, or name it in .dockerignore if the build does not need it.'
  return new ModuleImagesError({ code, kind: 'environment', message: `Cannot be read (${why}).`, place, fix, cause })
}
