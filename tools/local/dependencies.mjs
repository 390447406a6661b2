// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.mjs'

const OLDEST_NODE = [20, 19]

/** @param {string} version as `process.versions.node` @returns {boolean} */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/**
 * Installs the workspace's packages, unless those of this package-lock.json are there; then only what Nx loads is brought up to date.
 *
 * @param {string} root the checkout
 * @param {import('./reporter.mjs').Log} log
 * @returns {Promise<'installed' | 'present'>}
 */
export async function ensureDependencies(root, log) {
  const stamp = join(root, 'node_modules', '.module-images-installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.versions.modules)
    .digest('hex')
  const fix = 'Put right what it says, then run this again.'
  const stamped = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (stamped || isInstalled(root)) {
    log('compiling what changed')
    await run(npm('run', 'prepare', '--silent'), { cwd: root, failure: '`npm run prepare` failed.', fix })
    if (!stamped) writeFileSync(stamp, wanted)
    return 'present'
  }
  log('npm ci')
  await run(npm('ci', '--no-audit', '--no-fund'), { cwd: root, failure: '`npm ci` failed.', fix })
  writeFileSync(stamp, wanted)
  return 'installed'
}

/** Whether a person's own `npm ci` or `npm install` has put there what the lock file wants. @param {string} root */
function isInstalled(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  return isSameInstallation(readFileSync(join(root, 'package-lock.json'), 'utf8'), readFileSync(hidden, 'utf8'))
}

/**
 * npm notes what it installed in `node_modules/.package-lock.json`: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#hidden-lockfiles
 *
 * @param {string} wanted package-lock.json
 * @param {string} installed npm's note, without what is optional and not for this system
 */
export function isSameInstallation(wanted, installed) {
  const [packages, present] = [readPackages(wanted), readPackages(installed)]
  return Object.entries(packages).every(([path, { version, optional }]) => {
    if (!path.startsWith('node_modules/')) return true
    const found = present[path]
    return found === undefined ? optional === true : found.version === version
  })
}

/** @param {string} text @returns {Record<string, { version?: string, optional?: boolean }>} */
function readPackages(text) {
  try {
    return JSON.parse(text).packages ?? {}
  } catch {
    return {}
  }
}

/**
 * The script of a program among the installed packages; the shims in `.bin` differ from system to system.
 *
 * @param {string} name of the package and of its program
 * @param {string} [root] the checkout
 */
export function programOf(name, root = join(import.meta.dirname, '..', '..')) {
  const folder = join(root, 'node_modules', name)
  const { bin } = /** @type {{ bin: string | Record<string, string> }} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  return join(folder, typeof bin === 'string' ? bin : (bin[name] ?? ''))
}

/**
 * The npm that runs this script, else the one on PATH. @param {readonly string[]} args
 */
export function npm(...args) {
  const script = process.env['npm_execpath']
  return script?.endsWith('.js') ? [process.execPath, script, ...args] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...args]
}
