// @ts-check
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readLayer, sha256, writeLayer } from './layer.mjs'
import { mergeLayers } from './merged-tree.mjs'

/** @param {string} path @param {string} [content] @returns {import('./layer.mjs').NewEntry} */
const file = (path, content = '') => ({ path, type: 'file', mode: 0o644, content: Buffer.from(content) })
/** @param {string} path @returns {import('./layer.mjs').NewEntry} */
const folder = (path) => ({ path, type: 'directory', mode: 0o755 })

/** @param {readonly (readonly import('./layer.mjs').NewEntry[])[]} layers */
async function merge(...layers) {
  const read = await Promise.all(layers.map(async (entries) => readLayer(await writeLayer(entries))))
  return [...mergeLayers(read)].map(([path, { about }]) => `${path}: ${about}`)
}

const EMPTY = `file 0644 0:0 ${sha256('')}`

describe('a layer', () => {
  const entries = [folder('d'), file('d/a', 'x'), { path: 'l', type: /** @type {const} */ ('symlink'), mode: 0o777, target: '../d' }]

  it('has the same bytes whenever it is written, and is read compressed or not', async () => {
    const [one, other] = [await writeLayer(entries), await writeLayer(entries)]
    expect(one.equals(other)).toBe(true)
    expect(await readLayer(gzipSync(one))).toEqual(await readLayer(one))
  })

  it('tells mode, owner, content and target of each entry', async () => {
    expect(await merge(entries)).toEqual(['d: directory 0755 0:0', `d/a: file 0644 0:0 ${sha256('x')}`, 'l: symlink 0:0 -> ../d'])
  })
})

describe('layers over one another', () => {
  it('take away what a whiteout names, in the layers below alone', async () => {
    expect(await merge([file('a'), folder('d'), file('d/b')], [file('.wh.a'), folder('d'), file('d/.wh.b'), file('d/c')])).toEqual([
      'd: directory 0755 0:0',
      `d/c: ${EMPTY}`,
    ])
    expect(await merge([folder('d'), file('d/b')], [file('d/c'), file('d/.wh..wh..opq')])).toEqual([
      'd: directory 0755 0:0',
      `d/c: ${EMPTY}`,
    ])
  })

  it('put a file in place of a folder, with all that was in it', async () => {
    expect(await merge([folder('d'), file('d/b'), file('dd')], [file('d', 'x')])).toEqual([
      `d: file 0644 0:0 ${sha256('x')}`,
      `dd: ${EMPTY}`,
    ])
  })

  it('know a hard link as the file that it names', () => {
    const original = { path: 'a', type: 'file', about: 'a file', target: undefined, content: Buffer.from('x') }
    const link = { path: 'd/b', type: 'link', about: 'a link', target: 'a', content: undefined }
    expect(mergeLayers([[original, link]]).get('d/b')).toEqual({ ...original, path: 'd/b' })
    expect(() => mergeLayers([[link]])).toThrow('A layer links d/b to a, which is not there.')
  })
})
