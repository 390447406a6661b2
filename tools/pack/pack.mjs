// @ts-check
/**
 * `npm run pack [-- --destination FOLDER] [--json]`: compiles the packages and packs them as `npm publish` would, into dist/packages/.
 *
 * Tarballs of an earlier run are removed from the folder first. With --json the only output is npm's own list: name, version, filename.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bundlePackage } from './bundle-package.mjs'

const ROOT = join(import.meta.dirname, '../..')

/** What a workspace installs: the plugin, and the packages it stands on. */
const PACKAGES = ['core', 'engine', 'registry', 'nx']
const MINUTES = 60_000

const { values } = parseArgs({
  options: { destination: { type: 'string', default: join(ROOT, 'dist/packages') }, json: { type: 'boolean', default: false } },
})
const destination = resolve(values.destination)

try {
  // The project of the plugin refers to those of the others.
  run(process.execPath, ['node_modules/typescript/bin/tsc', '--build', 'packages/nx/tsconfig.lib.json'])
  empty(destination)
  const packed = await pack(destination)
  process.stdout.write(values.json ? `${JSON.stringify(packed, null, 2)}\n` : describe(packed))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/** @param {string} folder */
function empty(folder) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (/^module-images-.*\.tgz$/.test(name)) rmSync(join(folder, name))
}

/**
 * @param {string} folder
 * @returns {Promise<{ name: string, version: string, filename: string }[]>}
 */
async function pack(folder) {
  const staging = mkdtempSync(join(tmpdir(), 'module-images-pack-'))
  try {
    const folders = PACKAGES.map((name) => join(staging, name))
    for (const name of PACKAGES) await bundlePackage(join(ROOT, 'packages', name), join(staging, name))
    const list = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...folders]))
    return list.map(({ name, version, filename }) => ({ name, version, filename }))
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** @param {Awaited<ReturnType<typeof pack>>} packed */
function describe(packed) {
  const files = packed.map(({ filename }) => join(relative(process.cwd(), destination) || '.', filename))
  return [
    ...files,
    '',
    'To install them in another repository, there:',
    `  npm install --save-dev nx@24 ${packed.map(({ filename }) => join(destination, filename)).join(' ')}`,
    '',
  ].join('\n')
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  try {
    return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', timeout: 5 * MINUTES, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error && 'stderr' in error ? `${error.stdout}${error.stderr}` : String(error)
    throw new Error(`${command} ${args[0]} failed:\n${said.trim()}`, { cause: error })
  }
}
