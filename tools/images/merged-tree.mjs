// @ts-check
import { posix } from 'node:path'

/** Whiteouts: https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
const [WHITEOUT, OPAQUE] = ['.wh.', '.wh..wh..opq']

/**
 * The files of an image: its layers one over the other.
 *
 * @param {readonly (readonly import('./layer.mjs').LayerEntry[])[]} layers the lowest first
 * @returns {Map<string, import('./layer.mjs').LayerEntry>} by path; a hard link is the file it is another name of
 */
export function mergeLayers(layers) {
  /** @type {Map<string, import('./layer.mjs').LayerEntry>} */
  const tree = new Map()
  for (const layer of layers) {
    // What a layer takes away is of the layers below, wherever in it that is said.
    for (const { path } of layer) applyWhiteout(tree, path)
    for (const entry of layer) if (!posix.basename(entry.path).startsWith(WHITEOUT)) place(tree, entry)
  }
  tree.delete('')
  return tree
}

/** @param {Map<string, import('./layer.mjs').LayerEntry>} tree @param {string} path */
function applyWhiteout(tree, path) {
  const [folder, name] = [posix.dirname(path), posix.basename(path)]
  const inFolder = folder === '.' ? '' : folder
  if (name === OPAQUE) removeBelow(tree, inFolder)
  else if (name.startsWith(WHITEOUT)) remove(tree, posix.join(inFolder, name.slice(WHITEOUT.length)))
}

/** @param {Map<string, import('./layer.mjs').LayerEntry>} tree @param {import('./layer.mjs').LayerEntry} entry */
function place(tree, entry) {
  const before = tree.get(entry.path)
  if (before && before.type === 'directory' && entry.type !== 'directory') removeBelow(tree, entry.path)
  if (entry.type !== 'link') return void tree.set(entry.path, entry)
  const original = tree.get(posix.join('/', entry.target ?? '').slice(1))
  if (original === undefined) throw new Error(`A layer links ${entry.path} to ${entry.target}, which is not there.`)
  tree.set(entry.path, { ...original, path: entry.path })
}

/** @param {Map<string, import('./layer.mjs').LayerEntry>} tree @param {string} path */
function remove(tree, path) {
  tree.delete(path)
  removeBelow(tree, path)
}

/** @param {Map<string, import('./layer.mjs').LayerEntry>} tree @param {string} folder */
function removeBelow(tree, folder) {
  const prefix = folder === '' ? '' : `${folder}/`
  for (const path of [...tree.keys()]) if (path.startsWith(prefix)) tree.delete(path)
}
