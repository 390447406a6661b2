// @ts-check
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from '../local/apt-install.mjs'
import { debianMirror } from '../local/base-image.mjs'
import { attempt, findProgram, run } from '../local/command.mjs'
import { isDebianOrUbuntu } from '../local/os-release.mjs'
import { SetUpError } from '../local/set-up-error.mjs'
import { isOf } from './engine-kinds.mjs'

/**
 * A folder that holds the programs of an engine of another version, taken from the machine's own mirror: `usr/sbin/dockerd` and the rest.
 * It is made once and kept.
 */

const LAUNCHER = join(import.meta.dirname, 'launch-in-root.mjs')
const INSTEAD = 'Run this as root on Debian or Ubuntu, or leave the engine out with --engine.'
/** What each program itself starts, beside `setsid` and `mount` for its start. */
const PACKAGES = {
  docker: ['docker.io', 'docker-cli', 'docker-buildx', 'containerd', 'runc', 'iptables', 'ca-certificates', 'git', 'kmod', 'xz-utils'],
  podman: ['podman', 'runc', 'conmon', 'netavark', 'catatonit', 'ca-certificates'],
}
const TOOLS = ['mount', 'util-linux']

/**
 * @param {import('../local/apt-install.mjs').Installer} machine
 * @param {import('./engine-kinds.mjs').EngineKind} engine
 * @returns {Promise<{ root: string, version: string }>}
 * @throws SetUpError when this machine cannot have it, or its mirror has another version by now
 */
export async function ensureEngineFolder(machine, engine) {
  const root = rootOf(machine.state, engine)
  const prefix = await machine.privilege.obtain(`run ${titleOf(engine)} beside the engine of this machine`, INSTEAD)
  await removePartial(machine.state.engines, prefix)
  if (!existsSync(root)) await makeFolder(machine, { root, engine, prefix })
  const { stdout } = await attempt([...prefix, ...launcherOf(root), engine.program === 'docker' ? 'dockerd' : 'podman', '--version'])
  const version = /version ([\w.+~-]+?)(?:,|\s*$)/.exec(stdout)?.[1]
  if (version !== undefined && isOf(engine, version)) return { root, version }
  const given = `${engine.program} ${version ?? 'that does not run here'}`
  throw new SetUpError(`Debian's ${engine.suite} gives ${given}, not ${titleOf(engine)}.`, {
    fix: `Remove ${root} with \`npm run test:engines -- --purge\` if it is old; else change tools/engines/engine-kinds.mjs.`,
  })
}

/** Podman's programs are in a folder of their own. @param {import('../local/state-folder.mjs').StateLayout} state @param {import('./engine-kinds.mjs').EngineKind} engine */
export function rootOf(state, { program, suite }) {
  return join(state.engines, program === 'docker' ? `debian-${suite}` : `debian-${suite}-${program}`)
}

/** @param {import('./engine-kinds.mjs').EngineKind} engine */
function titleOf({ name, program }) {
  return program === 'docker' ? `Docker ${name}` : name
}

/** What goes before a command line, so that programs are those of the folder. @param {string} root */
export function launcherOf(root) {
  // What is unmounted outside goes inside too: else a mount of another engine's would be kept there.
  return ['unshare', '--mount', '--propagation', 'slave', process.execPath, LAUNCHER, root]
}

/**
 * @param {import('../local/apt-install.mjs').Installer} machine
 * @param {{ root: string, engine: import('./engine-kinds.mjs').EngineKind, prefix: readonly string[] }} folder
 */
async function makeFolder(machine, { root, engine, prefix }) {
  const { program, suite } = engine
  if (!isDebianOrUbuntu()) throw new SetUpError('Engines of other versions are made of packages of Debian.', { fix: INSTEAD })
  await installMissing(machine)
  machine.log(`unpacking ${program} of Debian's ${suite}`)
  const partial = `${root}.partial`
  mkdirSync(machine.state.engines, { recursive: true })
  const mirror = debianMirror()
  const options = [
    '--variant=extract',
    '--format=directory',
    `--include=${[...PACKAGES[program], ...TOOLS].join(',')}`,
    // A mirror may be a snapshot, older than its index says it may be.
    '--aptopt=Acquire::Check-Valid-Until "false"',
  ]
  const argv = [...prefix, 'mmdebstrap', ...options, suite, partial, ...(mirror === undefined ? [] : [mirror])]
  try {
    await run(argv, { failure: `mmdebstrap could not unpack Debian's ${suite}.`, fix: INSTEAD })
    renameSync(partial, root)
  } finally {
    await removePartial(machine.state.engines, prefix)
  }
}

/** @param {import('../local/apt-install.mjs').Installer} machine */
async function installMissing(machine) {
  const programs = { mmdebstrap: 'mmdebstrap', ip: 'iproute2', iptables: 'iptables' }
  const missing = Object.entries(programs).flatMap(([program, name]) => (findProgram(program) === undefined ? [name] : []))
  if (!existsSync('/usr/share/keyrings/debian-archive-keyring.gpg')) missing.push('debian-archive-keyring')
  if (missing.length > 0) await installPackages(missing, { ...machine, purpose: `install ${missing.join(', ')}`, instead: INSTEAD })
}

/** Left by a run that was killed. @param {string} folder @param {readonly string[]} prefix */
async function removePartial(folder, prefix) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.partial')) : []
  for (const name of names) await attempt([...prefix, 'rm', '-rf', '--one-file-system', join(folder, name)], { cleanup: true })
}
