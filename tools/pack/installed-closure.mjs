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
 * What packages need to run, with all that it needs itself, as a lock file places it; peers are left out: they come from elsewhere.
 *
 * @param {Lock} packages
 * @param {readonly string[]} from folders of the packages, such as `packages/a`
 * @param {(name: string) => boolean} isOwn whether a package is among these, and no part of what they need
 * @returns {Map<string, string>} from the folder where it is installed to that where it has to be found once the packages are one, in `package`
 * @throws Error where one is for one system only, or two versions would take one place
 */
export function installedClosure(packages, from, isOwn) {
  /** @type {Map<string, string>} */
  const found = new Map()
  const waiting = [...from]
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    for (const name of Object.keys(packages[folder]?.dependencies ?? {})) {
      if (isOwn(name)) continue
      const needed = findInstalled(packages, folder, name)
      if (found.has(needed)) continue
      found.set(needed, needed.replace(/^packages\/[^/]+\//, 'package/'))
      waiting.push(needed)
    }
  }
  refuseUnfit(packages, found)
  return found
}

/** As Node looks for it: in the folder's own `node_modules`, then in those above. @type {(packages: Lock, from: string, name: string) => string} */
function findInstalled(packages, from, name) {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const place = posix.join(folder, FOLDER, name)
    if (place in packages) return place
    if (folder === '.') throw new Error(`package-lock.json has no ${name} for ${from}.`)
  }
}

/** @param {Lock} packages @param {Map<string, string>} found */
function refuseUnfit(packages, found) {
  /** @type {Map<string, string>} */
  const places = new Map()
  for (const [folder, place] of found) {
    const { os, cpu, hasInstallScript, version = '' } = packages[folder] ?? {}
    if (os || cpu || hasInstallScript) throw new Error(`${folder} is made for one system: an image of another cannot have it.`)
    const taken = places.get(place)
    if (taken !== undefined && taken !== version) throw new Error(`${place} would be ${taken} and ${version}.`)
    places.set(place, version)
  }
}
