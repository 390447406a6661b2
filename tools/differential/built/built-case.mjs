// @ts-check
import { sha256 } from '../../images/layer.mjs'

/**
 * A case that is built twice, by BuildKit alone and by the product.
 *
 * @typedef {import('../case.mjs').Case & BuiltOptions} BuiltCase
 *
 * @typedef {object} BuiltOptions
 * @property {boolean} locked whether the images from outside are, in image-lock.json
 * @property {{ target?: string, buildArgs?: Readonly<Record<string, string>> }} options of the build
 */

/** Files that the product's side needs beside the Dockerfile. Both contexts have them, and what they hold is not compared. */
export const SETTINGS_FILES = ['project.json', 'image-lock.json']

/** The case's name, the same wherever it comes from. @param {BuiltCase} given @param {string} surroundings what else decides its answer */
export function hashOf(given, surroundings) {
  return sha256(JSON.stringify([surroundings, given]))
}

/** Modes as git keeps them, and as every checkout therefore may have them. @param {BuiltCase} given @returns {BuiltCase} */
export function roundModes(given) {
  const entries = given.entries.map((entry) => {
    if (entry.kind === 'folder') return { ...entry, mode: 0o755 }
    // https://git-scm.com/docs/git-fast-import#_filemodify: the owner's bit decides.
    return entry.kind === 'file' && entry.mode !== undefined ? { ...entry, mode: entry.mode & 0o100 ? 0o755 : 0o644 } : entry
  })
  return { ...given, entries }
}
