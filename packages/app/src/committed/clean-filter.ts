import { join } from 'node:path'
import { groupBy, LFS_POINTER_BYTES, ModuleImagesError, readLfsDigest } from '@module-images/core'
import { type GitPlace, hashCleaned, openGitObjects } from '@module-images/git'
import type { CommittedFile } from './commit-tree.js'
import { hashFile } from './hash-file.js'

/** A file of the working tree whose bytes are not the blob that the commit has in its place. */
export interface FilteredFile {
  /** Posix, from the workspace root. */
  readonly path: string
  /** Of the bytes that the key was made of. */
  readonly sha256: string
  readonly committed: CommittedFile
}

/**
 * Those of the files that are the commit's all the same: what its Git LFS pointer stands for, or what the clean filter makes the blob of.
 *
 * @param root native absolute path of the workspace
 */
export async function findCleaned<T extends FilteredFile>(root: string, files: readonly T[]): Promise<T[]> {
  const found: T[] = []
  for (const group of groupBy(files, ({ committed }) => committed.place.root).values()) {
    const place = group[0]?.committed.place
    if (place === undefined) continue
    const pointed = await findPointedTo(place, group)
    const rest = group.filter((file) => !pointed.has(file))
    found.push(...pointed, ...(await findFiltered(root, place, rest)))
  }
  return found
}

/** A pointer names the file by its sha256, so that no program of Git LFS has to be asked. */
async function findPointedTo<T extends FilteredFile>(place: GitPlace, files: readonly T[]): Promise<Set<T>> {
  const objects = openGitObjects(place)
  try {
    const digests = await Promise.all(
      files.map(async ({ committed }) => {
        let start: Buffer = Buffer.alloc(0)
        await objects.read(committed.entry.id, (chunk) => {
          if (start.length < LFS_POINTER_BYTES) start = Buffer.concat([start, chunk.subarray(0, LFS_POINTER_BYTES)])
        })
        return readLfsDigest(start)
      }),
    )
    return new Set(files.filter(({ sha256 }, index) => digests[index] === sha256))
  } finally {
    await objects.close()
  }
}

/** What git has read just now has to be what the key was made of, so each file that passes is read once more. */
async function findFiltered<T extends FilteredFile>(root: string, place: GitPlace, files: readonly T[]): Promise<T[]> {
  const ids = await readCleanedIds(place, files)
  const clean = files.filter(({ committed }, index) => committed.entry.id === ids[index])
  const hashes = await Promise.all(clean.map(({ path, committed }) => hashFile(join(root, path), committed.repository)))
  return clean.filter(({ sha256 }, index) => hashes[index]?.sha256 === sha256)
}

/** None where a filter fails: then nothing says that the files are the commit's. */
async function readCleanedIds(place: GitPlace, files: readonly FilteredFile[]): Promise<readonly string[]> {
  try {
    return await hashCleaned(
      place,
      files.map(({ committed }) => committed.entry.path),
    )
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'git-failed') return []
    throw error
  }
}
