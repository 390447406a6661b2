import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type GitRepository, startBlobHash } from '@module-images/engine'

/** One reading of a file, under both names that bytes have here. Hex. */
export interface FileHashes {
  readonly sha256: string
  /** Object id of these very bytes, through no filter. */
  readonly blob: string
}

/** Reads a file once. One that changes meanwhile gets hashes that nothing equals, which is what it should count as. */
export async function hashFile(path: string, repository: GitRepository): Promise<FileHashes> {
  const file = await open(path)
  try {
    const blob = startBlobHash(repository, (await file.stat()).size)
    const sha256 = createHash('sha256')
    await pipeline(file.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 }), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        blob.update(chunk)
        sha256.update(chunk)
      }
    })
    return { sha256: sha256.digest('hex'), blob: blob.digest('hex') }
  } finally {
    await file.close()
  }
}
