// @ts-check
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { posix } from 'node:path'
import { finished } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'
import tar from 'tar-stream'

/**
 * One entry of a layer: https://github.com/opencontainers/image-spec/blob/main/layer.md
 *
 * @typedef {object} LayerEntry
 * @property {string} path posix, from the image's root, without a leading slash
 * @property {string} type `file`, `directory`, `symlink`, `link` (to `target`, a path of the image) or a device's
 * @property {string} about all else that counts: mode, owner, content or target, extended attributes; times never
 * @property {string | undefined} target
 * @property {Buffer | undefined} content of a file
 */

/** Reads a layer, compressed or not. @param {Buffer} blob @returns {Promise<LayerEntry[]>} in the order of the layer */
export async function readLayer(blob) {
  const extract = tar.extract()
  /** @type {LayerEntry[]} */
  const entries = []
  extract.on('entry', (header, stream, next) => {
    /** @type {Buffer[]} */
    const chunks = []
    stream.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk))
    stream.on('end', () => {
      entries.push(layerEntry(header, Buffer.concat(chunks)))
      next()
    })
  })
  const isZipped = blob[0] === 0x1f && blob[1] === 0x8b
  extract.end(isZipped ? gunzipSync(blob) : blob)
  await finished(extract)
  return entries
}

/** @param {import('tar-stream').Headers} header @param {Buffer} content @returns {LayerEntry} */
function layerEntry(header, content) {
  const type = header.type ?? 'file'
  const hasTarget = type === 'symlink' || type === 'link'
  const { pax = {} } = /** @type {{ pax?: Record<string, string> }} */ (header)
  const attributes = Object.keys(pax)
    .filter((name) => name.startsWith('SCHILY.xattr.'))
    .sort()
    .map((name) => `${name}=${pax[name]}`)
  const what = type === 'file' ? sha256(content) : type === 'symlink' ? `-> ${header.linkname}` : ''
  // Nobody asks a link for its mode, and exporters differ in what they write.
  const mode = type === 'symlink' ? '' : (header.mode ?? 0).toString(8).padStart(4, '0')
  return {
    path: cleanPath(header.name),
    type,
    about: [type, mode, `${header.uid}:${header.gid}`, what, ...attributes].filter((part) => part !== '').join(' '),
    target: hasTarget ? (header.linkname ?? '') : undefined,
    content: type === 'file' ? content : undefined,
  }
}

/** @param {string} path */
export function cleanPath(path) {
  return posix.join('/', path).slice(1).replace(/\/$/, '')
}

/** @param {Buffer | string} bytes */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * What a layer is to hold; folders before what is in them.
 *
 * @typedef {{ path: string, mode: number } & ({ type: 'directory' } | { type: 'file', content: Buffer } | { type: 'symlink', target: string })} NewEntry
 */

/** The bytes of a layer: the same for the same entries, at any time. @param {readonly NewEntry[]} entries */
export async function writeLayer(entries) {
  const pack = tar.pack()
  /** @type {Buffer[]} */
  const chunks = []
  pack.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk))
  for (const entry of entries) {
    const { path: name, mode, type } = entry
    const linkname = type === 'symlink' ? { linkname: entry.target } : {}
    pack.entry({ name, mode, type, mtime: new Date(0), ...linkname }, type === 'file' ? entry.content : Buffer.alloc(0))
  }
  pack.finalize()
  await once(pack, 'end')
  return Buffer.concat(chunks)
}
