/** First line of what git keeps in place of a large file. https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS_POINTER_START = 'version https://git-lfs.github.com/spec/v1\n'

/** A pointer is shorter than this; a larger file is none, whatever it begins with. */
export const LFS_POINTER_BYTES = 1024

/**
 * Whether these are the bytes of a Git LFS pointer, which stands for a file that was not fetched.
 *
 * @param bytes the whole file
 */
export function isLfsPointer(bytes: Uint8Array): boolean {
  if (bytes.length >= LFS_POINTER_BYTES || bytes.length < LFS_POINTER_START.length) return false
  for (let index = 0; index < LFS_POINTER_START.length; index += 1) {
    if (bytes[index] !== LFS_POINTER_START.charCodeAt(index)) return false
  }
  return true
}

/** sha256, hex, of the file that a pointer stands for; undefined where the bytes are no such pointer. */
export function readLfsDigest(bytes: Uint8Array): string | undefined {
  return isLfsPointer(bytes) ? /^oid sha256:([0-9a-f]{64})$/m.exec(new TextDecoder().decode(bytes))?.[1] : undefined
}
