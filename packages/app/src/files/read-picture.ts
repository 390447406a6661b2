import { lstat, readFile, realpath } from 'node:fs/promises'
import { sep } from 'node:path'

/** A picture that a page may show. */
export interface Picture {
  readonly type: PictureType
  readonly bytes: Uint8Array
}

export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/svg+xml'

/** How files of each kind begin, as latin1: what a name says is not believed. */
const KINDS: readonly (readonly [PictureType, RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/svg+xml', /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/],
]
const START = 2000

/**
 * A picture of the workspace; undefined where the file is none, is larger, is a link or lies elsewhere: nothing from outside is published.
 *
 * @param root native path of the workspace; @param file native, absolute
 */
export async function readPicture(root: string, file: string, maxBytes: number): Promise<Picture | undefined> {
  const entry = await lstat(file).catch(() => undefined)
  if (!entry?.isFile() || entry.size > maxBytes) return undefined
  const [realRoot, realFile] = [await realpath(root), await realpath(file)]
  if (!realFile.startsWith(realRoot + sep)) return undefined
  const bytes = await readFile(realFile)
  const start = bytes.subarray(0, START).toString('latin1')
  const kind = KINDS.find(([, begins]) => begins.test(start))
  return kind && { type: kind[0], bytes }
}
