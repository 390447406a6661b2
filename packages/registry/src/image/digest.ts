import { createHash } from 'node:crypto'

/** `sha256:` and 64 hex digits, over the very bytes. https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export function computeDigest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
