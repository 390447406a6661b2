import { createHash, hash } from 'node:crypto'
import { closeSync, createReadStream, fstatSync, openSync, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type GitRepository, startBlobHash } from '@module-images/git'

/** One reading of a file, under both names that bytes have here. Hex. */
export interface FileHashes {
  readonly sha256: string
  /** Object id of these very bytes, through no filter. */
  readonly blob: string
}

/** Smaller files are read at once, since a switch of threads costs more than the reading. */
const SMALL_FILE_BYTES = 256 * 1024

/**
 * Reads a file once. One that changes meanwhile gets hashes that nothing equals, which is what it should count as.
 *
 * @returns undefined for one that is gone, or cannot be read
 */
export async function hashFile(path: string, repository: GitRepository): Promise<FileHashes | undefined> {
  try {
    return await readHashes(path, repository)
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined
    throw error
  }
}

async function readHashes(path: string, repository: GitRepository): Promise<FileHashes> {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size <= SMALL_FILE_BYTES) return hashBytes(readFileSync(file), repository)
    const [blob, sha256] = [startBlobHash(repository, size), createHash('sha256')]
    const stream = createReadStream(path, { fd: file, autoClose: false, highWaterMark: 1024 * 1024 })
    await pipeline(stream, async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        blob.update(chunk)
        sha256.update(chunk)
      }
    })
    return { sha256: sha256.digest('hex'), blob: blob.digest('hex') }
  } finally {
    closeSync(file)
  }
}

function hashBytes(bytes: Buffer, repository: GitRepository): FileHashes {
  return { sha256: hash('sha256', bytes), blob: startBlobHash(repository, bytes.length).update(bytes).digest('hex') }
}
