// @ts-check
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, findProgram } from './command.mjs'

/** Debian's invoke-rc.d asks this program before it starts a service: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt */
const POLICY = '/usr/sbin/policy-rc.d'
const MARK = '# module-images: no service is started while its packages are installed; removed afterwards'
const UNIT_FOLDER = '/etc/systemd/system'

/**
 * Runs an installation so that it neither starts a service nor enables one for the next start of the machine.
 *
 * @template T
 * @param {{ prefix: readonly string[], folder: string }} how `folder`: where the guard is prepared
 * @param {() => Promise<T>} install
 */
export async function withoutServices({ prefix, folder }, install) {
  const before = enabledServices()
  const placed = await placeGuard(prefix, folder)
  try {
    return await install()
  } finally {
    if (placed) await attempt([...prefix, 'rm', '-f', POLICY], { cleanup: true })
    for (const unit of enabledServices().filter((name) => !before.includes(name))) await disable(unit, prefix)
  }
}

/**
 * The machine's own policy, if it has one, is left as it is. One of ours that a killed run left behind is taken over.
 *
 * @param {readonly string[]} prefix
 * @param {string} folder
 */
async function placeGuard(prefix, folder) {
  if (existsSync(POLICY)) return readFileSync(POLICY, 'utf8').includes(MARK)
  mkdirSync(folder, { recursive: true })
  const prepared = join(folder, 'policy-rc.d')
  writeFileSync(prepared, `#!/bin/sh\n${MARK}\nexit 101\n`, { mode: 0o755 })
  const { code } = await attempt([...prefix, 'cp', '--no-clobber', '--preserve=mode', prepared, POLICY])
  return code === 0 && readFileSync(POLICY, 'utf8').includes(MARK)
}

/** Services that the next start of the machine would start: systemd's links, and those of System V's run levels. */
function enabledServices() {
  const units = readFolder(UNIT_FOLDER)
    .filter((name) => /\.(?:wants|requires)$/.test(name))
    .flatMap((name) => readFolder(join(UNIT_FOLDER, name)))
  const scripts = ['rc2.d', 'rc3.d', 'rc5.d'].flatMap((level) =>
    readFolder(join('/etc', level)).flatMap((name) => /^S\d\d(.+)$/.exec(name)?.[1] ?? []),
  )
  return [...new Set([...units, ...scripts])]
}

/**
 * @param {string} name a unit with its suffix, or a System V script without
 * @param {readonly string[]} prefix
 */
async function disable(name, prefix) {
  const isUnit = /\.\w+$/.test(name)
  const tool = isUnit ? 'deb-systemd-helper' : 'update-rc.d'
  if (findProgram(tool) === undefined) return
  await attempt(isUnit ? [...prefix, tool, 'disable', name] : [...prefix, tool, name, 'disable'], { cleanup: true })
}

/** @param {string} folder */
function readFolder(folder) {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : []
}
