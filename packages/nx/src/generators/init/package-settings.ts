import { basename } from 'node:path'
import { NX_VERSION, readJson, type Tree, updateJson, writeJson } from '@nx/devkit'
import { PLUGIN_NAME } from '@module-images/workspace'
import { ownVersion } from '../../own-version.js'

const PACKAGE_JSON = 'package.json'

/** Added where the name is free. */
const SCRIPTS = { sync: 'nx sync', 'sync:check': 'nx sync:check' }

/** What git is to leave alone: packages, Nx's own files, receipts. */
const IGNORED = ['node_modules/', '.nx/', '/dist/']

interface PackageJson {
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/**
 * Writes package.json, or adds to it what is missing. A version that is there stays, be it a tarball's.
 *
 * @returns whether something is to be installed
 */
export function writePackageSettings(tree: Tree): boolean {
  const exists = tree.exists(PACKAGE_JSON)
  const before = exists ? readJson<PackageJson>(tree, PACKAGE_JSON) : { name: packageName(tree.root), private: true }
  const { scripts = {}, dependencies = {}, devDependencies = {} } = before as PackageJson
  const wanted = { nx: NX_VERSION, [PLUGIN_NAME]: `^${ownVersion()}` }
  const missing = Object.fromEntries(Object.entries(wanted).filter(([name]) => !(name in dependencies) && !(name in devDependencies)))
  const newScripts = Object.fromEntries(Object.entries(SCRIPTS).filter(([name]) => !(name in scripts)))
  const installs = Object.keys(missing).length > 0
  if (exists && !installs && Object.keys(newScripts).length === 0) return false
  const after = { ...before, scripts: { ...scripts, ...newScripts }, devDependencies: sorted({ ...devDependencies, ...missing }) }
  if (exists) updateJson(tree, PACKAGE_JSON, () => after)
  else writeJson(tree, PACKAGE_JSON, after)
  return installs
}

/** Adds to .gitignore what no line of it says yet. */
export function writeGitignore(tree: Tree): void {
  const text = tree.exists('.gitignore') ? (tree.read('.gitignore', 'utf-8') ?? '') : ''
  const present = new Set(text.split(/\r?\n/).map(bare))
  const missing = IGNORED.filter((line) => !present.has(bare(line)))
  if (missing.length === 0) return
  const separator = text === '' || text.endsWith('\n') ? '' : '\n'
  tree.write('.gitignore', `${text}${separator}${missing.join('\n')}\n`)
}

function bare(line: string): string {
  return line.trim().replace(/^\//, '').replace(/\/$/, '')
}

/** Of the folder; npm takes lower-case letters, digits and a few separators. */
function packageName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return name === '' ? 'analyses' : name
}

function sorted(entries: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)))
}
