// @ts-check
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The scope of the packages that are packed into one. */
export const SCOPE = '@module-images/'

/**
 * @typedef {object} Manifest the parts of a package.json that packing reads
 * @property {string} name
 * @property {string} [version] of the one that is published; the others have none
 * @property {{ readonly url: string }} [repository]
 * @property {readonly string[]} [files]
 * @property {Readonly<Record<string, string>>} [dependencies]
 * @property {Readonly<Record<string, string>>} [peerDependencies]
 * @property {Readonly<Record<string, string>>} [imports]
 * @property {unknown} [exports]
 *
 * @typedef {{ folder: string, manifest: Manifest }} Package
 */

/**
 * A package and all packages of this scope that it stands on, itself first.
 *
 * @param {string} packages the folder that holds them, each by its name without the scope
 * @param {string} name without the scope
 * @returns {Package[]}
 */
export function readPackages(packages, name) {
  /** @type {Map<string, Package>} */
  const found = new Map()
  const waiting = [name]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (found.has(next)) continue
    const folder = join(packages, next)
    /** @type {Manifest} */
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    found.set(next, { folder, manifest })
    const names = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith(SCOPE))
    waiting.push(...names.map((dependency) => dependency.slice(SCOPE.length)))
  }
  return [...found.values()]
}
