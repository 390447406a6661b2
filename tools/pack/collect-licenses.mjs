// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const NODE_MODULES = '/node_modules/'

/**
 * The licences of the packages that files belong to: each is to be kept with its code.
 *
 * @param {readonly string[]} files absolute paths; those below no `node_modules` count as ours
 * @returns {string} name, version, and the text of the licence, one package after the other
 * @throws Error for a package without a licence
 */
export function collectLicenses(files) {
  const folders = new Set(files.map((file) => file.replaceAll('\\', '/')).flatMap((file) => packageFolder(file) ?? []))
  const licences = [...folders].map(readLicence).sort()
  return [...new Set(licences)].join(`\n${'-'.repeat(80)}\n\n`)
}

/** The package that an import names: `@a/b` of `@a/b/c`. @param {string} id */
export function packageName(id) {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/')
}

/** The folder of the package that a file is of, unless it is ours. @param {string} file posix */
export function packageFolder(file) {
  const at = file.lastIndexOf(NODE_MODULES)
  if (at < 0) return undefined
  const start = at + NODE_MODULES.length
  return file.slice(0, start) + packageName(file.slice(start))
}

/** Its text, or at least its name. @param {string} folder */
function readLicence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((one) => /^licen[cs]e(?:[.-]|$)/i.test(one))
  const text = file === undefined ? license : readFileSync(join(folder, file), 'utf8')
  if (typeof text !== 'string') throw new Error(`${name} has no licence, so it cannot be part of the package.`)
  return `${name} ${version}\n\n${text.trim()}\n`
}
