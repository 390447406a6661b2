import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * A compiled file of a package, past its entry point: pages show what is private to it.
 *
 * @param {string} name of the package
 * @param {string} file below its sources, without extension
 * @returns {Promise<any>}
 */
export async function compiled(name, file) {
  return importFile(join(import.meta.dirname, `../../../packages/${name}/dist/${file}.js`))
}

/** @param {string} file native path, or the name of a builtin @returns {Promise<any>} */
export async function importFile(file) {
  // eslint-disable-next-line no-restricted-syntax -- what a source imports is known once it is read; nothing of the product does this
  return import(file.startsWith('node:') ? file : pathToFileURL(file).href)
}
