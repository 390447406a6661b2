// @ts-check
/**
 * A step of `npm run check`: packs what is compiled into a folder of its own and has publint and attw look at the tarball; then, whether inference
 * loads only what it needs. Prints what is wrong, and exits with 1 if anything is.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { NODE_MODULES, packageFolder } from './collect-licenses.mjs'
import { findInferenceFaults } from './inference-faults.mjs'
import { packPackage, ROOT, runProgram } from './pack-package.mjs'
import { SCOPE } from './read-packages.mjs'

/** The package is for Nx 24, which loads ES modules: CommonJS and what comes before Node's `exports` are of no concern. */
const CHECKS = [
  ['node_modules/publint/src/cli.js', '--strict'],
  ['node_modules/@arethetypeswrong/cli/dist/index.js', '--profile', 'esm-only', '--no-color', '--no-emoji'],
]

const folder = mkdtempSync(join(tmpdir(), 'module-images-check-'))
try {
  const { packed, chunks } = await packPackage(folder)
  const faults = findInferenceFaults(chunks, 'index.js', packageOf)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  for (const command of CHECKS) runProgram([process.execPath, ...command, join(folder, packed.filename)])
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** @param {string} module */
function packageOf(module) {
  const folder = packageFolder(module)
  if (folder !== undefined) return folder.slice(folder.lastIndexOf(NODE_MODULES) + NODE_MODULES.length)
  const [name = ''] = relative(join(ROOT, 'packages'), module).split(sep)
  return `${SCOPE}${name}`
}
