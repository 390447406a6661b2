import { existsSync, readFileSync } from 'node:fs'
import { basename, posix, resolve, sep } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { NX_VERSION, readJson, type Tree, updateJson, writeJson } from '@nx/devkit'
import { findRepositoryFolder, isAnyGitIgnored, PLUGIN_NAME } from '@module-images/workspace'
import { ownVersion } from '../../own-version.js'
import { createTreeFiles } from '../sync/tree-files.js'
import { type PackageSource, planPackageSource } from './package-source.js'

const PACKAGE_JSON = 'package.json'

/** Added where the name is free. */
const SCRIPTS = { sync: 'nx sync', 'sync:check': 'nx sync:check' }

/** What git is to leave alone: packages, Nx's own files, receipts. */
const IGNORED = ['node_modules/', '.nx/', '/dist/']

interface PackageJson {
  readonly name?: string
  readonly private?: boolean
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/**
 * A folder of the workspace, posix.
 *
 * @throws ModuleImagesError `bad-package-folder`
 */
export function checkPackageFolder(given = 'tools/module-images'): string {
  const folder = posix.normalize(given.replaceAll('\\', '/')).replace(/\/+$/, '')
  if (/^[\w.@-]+(?:\/[\w.@-]+)*$/.test(folder) && !folder.split('/').includes('..') && folder !== '.') return folder
  throw new ModuleImagesError({
    code: 'bad-package-folder',
    kind: 'input',
    message: `'${given}' is not a folder below the workspace root.`,
    fix: 'Name one with letters, digits and . _ - @: --packageFolder tools/module-images',
  })
}

/** What became of the dependency on the package. */
export interface PackageSettings {
  readonly source: PackageSource
  /** Whether something is to be installed. */
  readonly installs: boolean
}

/**
 * Writes package.json, or adds to it what is missing. A version that is there stays. A tarball from outside of the repository is put into it, since no
 * other clone has it where it lies.
 *
 * @param folder for that tarball, posix from the workspace root
 */
export function writePackageSettings(tree: Tree, folder: string): PackageSettings {
  const exists = tree.exists(PACKAGE_JSON)
  const before: PackageJson = exists ? readJson<PackageJson>(tree, PACKAGE_JSON) : { name: packageName(tree.root), private: true }
  const source = readPackageSource(tree, before, folder)
  if (source.kind === 'tarball') tree.write(source.to, readFileSync(source.from))
  const after = withSettings(before, source)
  if (exists && JSON.stringify(before) === JSON.stringify(after)) return { source, installs: false }
  if (exists) updateJson(tree, PACKAGE_JSON, () => after)
  else writeJson(tree, PACKAGE_JSON, after)
  return {
    source,
    installs: JSON.stringify([before.dependencies, before.devDependencies]) !== JSON.stringify([after.dependencies, after.devDependencies]),
  }
}

function withSettings(before: PackageJson, source: PackageSource): PackageJson {
  const { scripts = {}, dependencies, devDependencies = {} } = before
  const inDependencies = dependencies !== undefined && PLUGIN_NAME in dependencies
  const plugin = rangeOf(source)
  const nx = dependencies !== undefined && 'nx' in dependencies ? {} : { nx: NX_VERSION }
  return {
    ...before,
    scripts: { ...SCRIPTS, ...scripts },
    ...(dependencies === undefined ? {} : { dependencies: { ...dependencies, ...(inDependencies ? plugin : {}) } }),
    devDependencies: sorted({ ...nx, ...devDependencies, ...(inDependencies ? {} : plugin) }),
  }
}

function rangeOf(source: PackageSource): Record<string, string> {
  switch (source.kind) {
    case 'registry':
      return { [PLUGIN_NAME]: source.range }
    case 'tarball':
      return { [PLUGIN_NAME]: `file:${source.to}` }
    case 'said':
    case 'elsewhere':
      return {}
  }
}

function readPackageSource(tree: Tree, { dependencies, devDependencies }: PackageJson, folder: string): PackageSource {
  const files = createTreeFiles(tree)
  const native = (path: string) => resolve(path).split(sep).join('/')
  return planPackageSource({
    said: dependencies?.[PLUGIN_NAME] ?? devDependencies?.[PLUGIN_NAME],
    resolved: readResolved(tree),
    version: ownVersion(),
    root: native(tree.root),
    top: native(findRepositoryFolder(tree.root) ?? tree.root),
    folder,
    isIgnored: (path) => isAnyGitIgnored(files, [path]),
    exists: existsSync,
  })
}

/** https://docs.npmjs.com/cli/configuring-npm/package-lock-json#hidden-lockfiles */
function readResolved(tree: Tree): string | undefined {
  const file = 'node_modules/.package-lock.json'
  if (!tree.exists(file)) return undefined
  const { packages = {} } = readJson<{ packages?: Record<string, { resolved?: string }> }>(tree, file)
  return packages[`node_modules/${PLUGIN_NAME}`]?.resolved
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
