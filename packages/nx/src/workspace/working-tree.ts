import { createHash, hash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  type Dirent,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { ModuleImagesError } from '@module-images/core'
import pLimit from 'p-limit'
import type { EntryKind, FileSource, FolderEntry } from './file-source.js'

/** Files below this size are read at once, since a switch of threads costs ten times the reading; larger ones are streamed. */
const SMALL_FILE_BYTES = 256 * 1024

/** What stands in a text for bytes that are no UTF-8: such a text is not the file. */
const UNREADABLE_BYTES = '\ufffd'

/** Large files read at the same time: enough to keep the disk busy, few enough for any limit on open files. */
const STREAMS_AT_ONCE = 8

/**
 * The files as they lie in the workspace now. Memory stays flat however large they are. A file whose text was read is hashed as it
 * was then: a key says what was parsed, even where somebody saves the file in between.
 */
export function createWorkingTree(root: string): FileSource {
  const limit = pLimit(STREAMS_AT_ONCE)
  const texts = new Map<string, string>()
  const buffer = Buffer.allocUnsafeSlow(SMALL_FILE_BYTES)
  // Joined by hand: `join` would take as long as looking at the file. Windows takes posix paths as well.
  const pathOf = (path: string) => (path === '' ? root : `${root}/${path}`)
  return {
    root,
    reopen: () => createWorkingTree(root),
    list: (folder) => guard('unreadable-folder', folder, () => readdirSync(pathOf(folder), { withFileTypes: true }).map(entryOf)),
    has: (path) => existsSync(pathOf(path)),
    readText(file) {
      const text = guard('unreadable-file', file, () => readFileSync(pathOf(file), 'utf8'))
      texts.set(file, text)
      return text
    },
    readLink: (link) => guard('unreadable-file', link, () => readlinkSync(pathOf(link))),
    // Windows has no such bit; there every file counts as not executable.
    isExecutable: (file) => guard('unreadable-file', file, () => (statSync(pathOf(file)).mode & 0o100) !== 0),
    hash(file) {
      const text = texts.get(file)
      if (text !== undefined && !text.includes(UNREADABLE_BYTES)) return hash('sha256', text)
      return guard('unreadable-file', file, () => hashSmall(pathOf(file), buffer)) ?? limit(hashLarge, pathOf(file), file)
    },
  }
}

/** sha256 of a file that fits into the buffer; nothing for a larger one. */
function hashSmall(path: string, buffer: Buffer): string | undefined {
  const file = openSync(path, 'r')
  try {
    let length = 0
    for (let read = -1; read !== 0; length += read) {
      if (length === buffer.length) return undefined
      read = readSync(file, buffer, length, buffer.length - length, null)
    }
    return hash('sha256', buffer.subarray(0, length))
  } finally {
    closeSync(file)
  }
}

async function hashLarge(path: string, shown: string): Promise<string> {
  try {
    const sha256 = createHash('sha256')
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), sha256)
    return sha256.digest('hex')
  } catch (cause) {
    throw unreadable('unreadable-file', shown, cause)
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
    throw unreadable(code, shown, error)
  }
}

function unreadable(code: UnreadableCode, shown: string, cause: unknown): ModuleImagesError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new ModuleImagesError({
    code,
    kind: 'environment',
    message: `Cannot be read (${why}).`,
    place: { file: shown === '' ? '.' : shown },
    hint: 'Make it readable, or name it in .dockerignore if the build does not need it.',
    cause,
  })
}
