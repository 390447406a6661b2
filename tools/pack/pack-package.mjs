// @ts-check
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npm } from '../local/dependencies.mjs'
import { bundlePackages } from './bundle-package.mjs'
import { bundleSite } from './bundle-site.mjs'
import { readPackages } from './read-packages.mjs'

export const ROOT = join(import.meta.dirname, '../..')
const MINUTES = 60_000

/** Compiles what is packed. */
export async function compilePackages() {
  // The project of the plugin refers to those of the others.
  runProgram([process.execPath, 'node_modules/typescript/bin/tsc', '--build', 'packages/nx/tsconfig.lib.json'])
  await bundleSite()
}

/**
 * Packs what is compiled as `npm publish` would: the plugin, with every package it stands on in it.
 *
 * @typedef {{ name: string, version: string, filename: string }} Packed
 *
 * @param {string} destination
 * @param {string} [released] the version it gets, in place of the one in its package.json
 * @returns {Promise<{ packed: Packed, chunks: import('./bundle-package.mjs').Chunk[] }>}
 */
export async function packPackage(destination, released) {
  mkdirSync(destination, { recursive: true })
  const staging = mkdtempSync(join(tmpdir(), 'module-images-pack-'))
  try {
    const folder = join(staging, 'nx')
    const chunks = await bundlePackages(withVersion(readPackages(join(ROOT, 'packages'), 'nx'), released), folder)
    cpSync(join(ROOT, 'packages/nx/README.md'), join(folder, 'README.md'))
    cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'))
    const [{ name, version, filename }] = JSON.parse(
      runProgram(npm('pack', '--json', '--ignore-scripts', '--pack-destination', destination, folder)),
    )
    return { packed: { name, version, filename }, chunks }
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** @param {readonly import('./read-packages.mjs').Package[]} packages @param {string | undefined} version of the first */
function withVersion(packages, version) {
  if (version === undefined) return packages
  return packages.map((one, index) => (index === 0 ? { ...one, manifest: { ...one.manifest, version } } : one))
}

/** @param {string[]} argv the program and its arguments */
export function runProgram([command = '', ...args]) {
  try {
    return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', timeout: 5 * MINUTES, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error && 'stderr' in error ? `${error.stdout}${error.stderr}` : String(error)
    throw new Error(`${command} ${args[0]} failed:\n${output.trim()}`, { cause: error })
  }
}
