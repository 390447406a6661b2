// @ts-check
import { posix } from 'node:path'

/**
 * @typedef {object} Installed an entry of `packages` in package-lock.json, in the parts that are read here
 * @property {string} [version]
 * @property {Readonly<Record<string, string>>} [dependencies]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {boolean} [hasInstallScript]
 *
 * @typedef {Readonly<Record<string, Installed>>} Lock by folder: `node_modules/a`, `node_modules/a/node_modules/b`
 */

const FOLDER = 'node_modules/'

/**
 * What a package needs to run, with all that it needs itself, as a lock file places it; peers are left out: they come from elsewhere.
 *
 * @param {Lock} packages
 * @param {readonly string[]} names of its dependencies
 * @returns {string[]} folders
 * @throws Error where one is for one system only, or is installed for one package of the workspace in another version
 */
export function installedClosure(packages, names) {
  const found = new Set(names.map((name) => findInstalled(packages, '.', name)))
  // A set is walked in the order of its elements, those added meanwhile included.
  for (const folder of found) {
    for (const name of Object.keys(packages[folder]?.dependencies ?? {})) found.add(findInstalled(packages, folder, name))
  }
  refuseUnfit(packages, found, names)
  return [...found]
}

/** As Node looks for it: in the folder's own `node_modules`, then in those above. @type {(packages: Lock, from: string, name: string) => string} */
function findInstalled(packages, from, name) {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const place = posix.join(folder, FOLDER, name)
    if (place in packages) return place
    if (folder === '.') throw new Error(`package-lock.json has no ${name} for ${from === '.' ? 'the package' : from}.`)
  }
}

/** @param {Lock} packages @param {ReadonlySet<string>} found @param {readonly string[]} names */
function refuseUnfit(packages, found, names) {
  for (const folder of found) {
    const { os, cpu, hasInstallScript } = packages[folder] ?? {}
    if (os || cpu || hasInstallScript) throw new Error(`${folder} is made for one system: an image of another cannot have it.`)
  }
  for (const folder of Object.keys(packages)) {
    const name = /^packages\/[^/]+\/node_modules\/(.+)$/.exec(folder)?.[1]
    if (name !== undefined && names.includes(name)) throw new Error(`${folder} is another version than node_modules has.`)
  }
}
