import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { ModuleImagesError } from '@module-images/core'

/** Files up to this size are read at once, which is faster; larger ones are streamed, which keeps memory flat. */
const WHOLE_FILE_BYTES = 1024 * 1024

/** sha256 of a file's bytes, hex. */
export async function hashFile(path: string, shown: string): Promise<string> {
  try {
    const hash = createHash('sha256')
    if ((await stat(path)).size <= WHOLE_FILE_BYTES) return hash.update(await readFile(path)).digest('hex')
    await pipeline(createReadStream(path, { highWaterMark: WHOLE_FILE_BYTES }), hash)
    return hash.digest('hex')
  } catch (cause) {
    throw new ModuleImagesError({
      code: 'unreadable-file',
      kind: 'environment',
      message: 'A build input cannot be read.',
      place: { file: shown },
      hint: 'Make it readable, or name it in .dockerignore if the build does not need it.',
      cause,
    })
  }
}
