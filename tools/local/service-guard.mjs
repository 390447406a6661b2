// @ts-check
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, findProgram } from './command.mjs'
import { readRecord, removeRecord, writeRecord } from './process-record.mjs'

/** Debian's invoke-rc.d asks this program before it starts a service: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt */
const POLICY = '/usr/sbin/policy-rc.d'
const MARK = '# module-images: no service is started while its packages are installed; removed afterwards'
const UNIT_FOLDER = '/etc/systemd/system'
const RUN_LEVELS = ['rc2.d', 'rc3.d', 'rc4.d', 'rc5.d']

/** @typedef {{ prefix: readonly string[], folder: string }} Guarded `folder`: where the guard is prepared and remembered */

/**
 * Runs an installation so that it neither starts a service nor enables one for the next start of the machine.
 *
 * @template T
 * @param {Guarded} guarded
 * @param {() => Promise<T>} install
 */
export async function withoutServices(guarded, install) {
  const memory = memoryFile(guarded.folder)
  // What a killed run remembered is older, and so knows better what was enabled before.
  if (!existsSync(memory)) writeRecord(memory, { enabled: enabledServices() })
  await placeGuard(guarded)
  try {
    return await install()
  } finally {
    await removeGuard(guarded)
  }
}

/** Whether a run was killed between placing its guard and removing it. @param {string} folder */
export function isGuardAbandoned(folder) {
  return existsSync(memoryFile(folder))
}

/** Removes the guard, and disables what came to be enabled under it. @param {Guarded} guarded */
export async function removeGuard({ prefix, folder }) {
  if (isOurs()) await attempt([...prefix, 'rm', '-f', POLICY], { cleanup: true })
  const before = new Set(readRecord(memoryFile(folder))?.enabled ?? enabledServices())
  const added = enabledServices().filter((link) => !before.has(link))
  const units = added.filter((link) => link.startsWith(UNIT_FOLDER))
  if (units.length > 0) await attempt([...prefix, 'rm', '-f', ...units], { cleanup: true })
  const scripts = new Set(added.filter((link) => !link.startsWith(UNIT_FOLDER)).map((link) => link.replace(/^.*\/S\d\d/, '')))
  for (const script of findProgram('update-rc.d') ? scripts : []) {
    await attempt([...prefix, 'update-rc.d', script, 'disable'], { cleanup: true })
  }
  removeRecord(memoryFile(folder))
}

/** The machine's own policy, if it has one, is left as it is. @param {Guarded} guarded */
async function placeGuard({ prefix, folder }) {
  if (existsSync(POLICY)) return
  mkdirSync(folder, { recursive: true })
  const prepared = join(folder, 'policy-rc.d')
  writeFileSync(prepared, `#!/bin/sh\n${MARK}\nexit 101\n`, { mode: 0o755 })
  await attempt([...prefix, 'cp', '--no-clobber', '--preserve=mode', prepared, POLICY])
}

function isOurs() {
  return existsSync(POLICY) && readFileSync(POLICY, 'utf8').includes(MARK)
}

/** Links by which the next start of the machine would start services: systemd's, and those of System V's run levels. */
function enabledServices() {
  const wanted = readFolder(UNIT_FOLDER).filter((folder) => /\.(?:wants|requires)$/.test(folder))
  const units = wanted.flatMap((folder) => readFolder(folder))
  const scripts = RUN_LEVELS.flatMap((level) => readFolder(join('/etc', level))).filter((link) => /\/S\d\d[^/]+$/.test(link))
  return [...units, ...scripts]
}

/** @param {string} folder */
function memoryFile(folder) {
  return join(folder, 'services-before.json')
}

/** @param {string} folder @returns {string[]} paths */
function readFolder(folder) {
  const isFolder = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()
  return isFolder ? readdirSync(folder).map((name) => join(folder, name)) : []
}
