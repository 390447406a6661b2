/** What the sources of each package import, beside what its package.json declares. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ from: string, name: string }} PackageImport a file by path from the workspace root, and the package it imports */

/** Tests and their stand-ins run in this workspace only, where its own package.json declares what they import. */
const TEST = /\.spec\.ts$|\/(?:testing|fixtures)\//
const SOURCE = /^packages\/([^/]+)\/(?:src|bin)\//

/**
 * @param {string} root the workspace
 * @param {readonly PackageImport[]} imports
 * @returns {{ undeclared: PackageImport[], unused: PackageImport[] }} `unused`: from the package.json to what nothing imports
 */
export function comparePackages(root, imports) {
  const packages = readdirSync(join(root, 'packages')).filter((name) => name !== 'e2e' && existsSync(manifestOf(root, name)))
  const sources = imports.filter(({ from }) => !TEST.test(from))
  const results = packages.map((folder) => {
    const { name, ...manifest } = JSON.parse(readFileSync(manifestOf(root, folder), 'utf8'))
    const needed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
    // A peer says what the workspace has to have, which a package may need without importing it.
    const declared = [...needed, ...Object.keys(manifest.peerDependencies ?? {})]
    const imported = sources.filter((entry) => SOURCE.exec(entry.from)?.[1] === folder && entry.name !== name)
    return {
      undeclared: imported.filter((entry) => !declared.includes(entry.name)),
      unused: needed
        .filter((dependency) => !imported.some((entry) => entry.name === dependency))
        .map((dependency) => ({ from: `packages/${folder}/package.json`, name: dependency })),
    }
  })
  return { undeclared: results.flatMap(({ undeclared }) => undeclared), unused: results.flatMap(({ unused }) => unused) }
}

/**
 * The package that an import names; undefined for a file.
 *
 * @param {string} specifier as it is written
 */
export function packageOf(specifier) {
  return /^(?:@[^/]+\/)?[^./][^/]*/.exec(specifier)?.[0]
}

/** @type {(root: string, name: string) => string} */
function manifestOf(root, name) {
  return join(root, 'packages', name, 'package.json')
}
