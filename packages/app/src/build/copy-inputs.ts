import { createHash, hash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  createReadStream,
  fchmodSync,
  fstatSync,
  futimesSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dirname } from 'node:path/posix'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import type { SealedInput } from '@module-images/core'
import pLimit from 'p-limit'

/** A file is no longer what its module's key says. */
export class InputChangedError extends Error {
  /** @param path posix, from the module */
  constructor(readonly path: string) {
    super(`${path} has changed`)
    this.name = 'InputChangedError'
  }
}

/** Native folders. */
export interface CopyPlaces {
  readonly from: string
  /** Empty, and there. */
  readonly to: string
}

/** What every file of a context is dated, so that the time of a checkout decides no layer. After 1980, before which zip files cannot say. */
const FILE_TIME = new Date('2000-01-01T00:00:00Z')
const [FOLDER_MODE, EXECUTABLE_MODE, FILE_MODE] = [0o755, 0o755, 0o644]

/** Files up to this size are read, hashed and written in one go; larger ones are cloned, and the clone is hashed. */
const SMALL_FILE_BYTES = 256 * 1024
/** Large files at the same time. */
const STREAMS_AT_ONCE = 8
/** So many files are copied before others get their turn. */
const FILES_A_TURN = 200

/**
 * Copies the inputs of a sealed build and hashes each copy. Links stay links; modes are 0755 for folders and executables, else 0644.
 *
 * @throws InputChangedError for a copy that is not what was sealed
 */
export async function copyInputs({ from, to }: CopyPlaces, inputs: readonly SealedInput[]): Promise<void> {
  const folders = createFolders(to)
  const limit = pLimit(STREAMS_AT_ONCE)
  const large: Promise<void>[] = []
  try {
    for (const [index, input] of inputs.entries()) {
      folders.make(input.kind === 'directory' ? input.path : dirname(input.path))
      const places = { from: join(from, input.path), to: join(to, input.path) }
      if (input.kind === 'file' && !tried(input.path, () => copySmall(places, input))) large.push(limit(() => copyLarge(places, input)))
      if (input.kind === 'symlink') tried(input.path, () => copyLink(places, input))
      if (index % FILES_A_TURN === FILES_A_TURN - 1) await setImmediate()
    }
  } finally {
    // None may still write when the folder is removed.
    await Promise.allSettled(large)
  }
  await Promise.all(large)
  folders.date()
}

type SealedFile = Extract<SealedInput, { kind: 'file' }>

/** What is gone, or has become something else, has changed. */
function tried<T>(path: string, copy: () => T): T {
  try {
    return copy()
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'ELOOP', 'EINVAL', 'ENXIO'].includes(String(error.code))) {
      throw new InputChangedError(path)
    }
    throw error
  }
}

/** False for a file that is too large. */
function copySmall({ from, to }: CopyPlaces, { path, executable, sha256 }: SealedFile): boolean {
  const source = openSync(from, constants.O_RDONLY | NO_FOLLOW)
  let bytes: Buffer
  try {
    const stats = fstatSync(source)
    if (!stats.isFile() || isExecutable(stats.mode) !== executable) throw new InputChangedError(path)
    if (stats.size > SMALL_FILE_BYTES) return false
    bytes = readFileSync(source)
  } finally {
    closeSync(source)
  }
  if (hash('sha256', bytes) !== sha256) throw new InputChangedError(path)
  const copy = openSync(to, 'wx')
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(copy, bytes, written)
    fchmodSync(copy, modeOf(executable))
    futimesSync(copy, FILE_TIME, FILE_TIME)
  } finally {
    closeSync(copy)
  }
  return true
}

async function copyLarge({ from, to }: CopyPlaces, { path, executable, sha256 }: SealedFile): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE).catch((error: unknown) => {
    throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? new InputChangedError(path) : error
  })
  chmodSync(to, modeOf(executable))
  const digest = createHash('sha256')
  await pipeline(createReadStream(to, { highWaterMark: 1024 * 1024 }), digest)
  if (digest.digest('hex') !== sha256) throw new InputChangedError(path)
  utimesSync(to, FILE_TIME, FILE_TIME)
}

function copyLink({ from, to }: CopyPlaces, { path, target }: Extract<SealedInput, { kind: 'symlink' }>): void {
  if (readlinkSync(from) !== target) throw new InputChangedError(path)
  symlinkSync(target, to)
  lutimesSync(to, FILE_TIME, FILE_TIME)
}

/** Windows has neither; there a link is followed. A pipe is opened without waiting for who writes to it. */
const NO_FOLLOW = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** The one bit git records. */
function isExecutable(mode: number): boolean {
  return (mode & 0o100) !== 0
}

function modeOf(executable: boolean): number {
  return executable ? EXECUTABLE_MODE : FILE_MODE
}

/** Makes folders, each once, and dates them when all is in them. */
function createFolders(root: string) {
  const made = new Set<string>()
  return {
    make(path: string): void {
      if (path === '.' || path === '' || made.has(path)) return
      this.make(dirname(path))
      const folder = join(root, path)
      mkdirSync(folder)
      chmodSync(folder, FOLDER_MODE)
      made.add(path)
    },
    /** The context's own folder too. */
    date(): void {
      chmodSync(root, FOLDER_MODE)
      for (const path of ['.', ...made]) utimesSync(join(root, path), FILE_TIME, FILE_TIME)
    },
  }
}
