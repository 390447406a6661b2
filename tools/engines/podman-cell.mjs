// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { attempt, searchPath } from '../local/command.mjs'
import { writeRecord } from '../local/process-record.mjs'
import { SetUpError } from '../local/set-up-error.mjs'
import { ensureEngineFolder } from './engine-folder.mjs'
import { isOf } from './engine-kinds.mjs'

/**
 * Podman of a suite of Debian, beside the programs of the machine: a `podman` for the PATH that joins a mount namespace with the folder's `/usr`,
 * and settings of its own. All its commands share that namespace, since one has to see what another has mounted.
 */

const HOLDER = join(import.meta.dirname, 'hold-root.mjs')
/** @type {Map<string, import('node:child_process').ChildProcess>} by the folder of the cell */
const holders = new Map()

/**
 * @param {import('../local/apt-install.mjs').Installer} machine
 * @param {import('./engine-kinds.mjs').Cell} cell
 * @param {string} folder for what it stores
 * @returns {Promise<import('./cell-engine.mjs').CellEngine>}
 * @throws SetUpError when this machine cannot have it
 */
export async function startPodmanCell(machine, cell, folder) {
  const prefix = await machine.privilege.obtain('run a Podman of its own', 'Run this as root.')
  if (prefix.length > 0)
    throw new SetUpError('Podman beside the engine of this machine is run by root alone.', { fix: 'Run this as root.' })
  const { root, version } = await ensureEngineFolder(machine, cell.engine)
  const open = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-engine-')))
  chmodSync(open, 0o755)
  writeRecord(join(folder, 'open.json'), { open })
  const pid = await holdRoot(root, folder)
  const env = { ...writeSettings({ open, root, folder }), PATH: [createCommand(open, pid), ...searchPath(process.env)].join(delimiter) }
  const { code, stdout, stderr } = await attempt(['podman', 'version', '--format={{.Client.Version}}'], { env })
  if (code === 0 && isOf(cell.engine, stdout.trim())) return { version: `Podman ${stdout.trim()}`, env }
  throw new SetUpError(`Podman ${version} does not run here.\n${stderr.trim()}`, { fix: 'Leave the engine out with --engine.' })
}

/** Ends the namespace, and every mount in it. @param {string} folder of the cell */
export async function stopPodmanCell(folder) {
  const holder = holders.get(folder)
  holders.delete(folder)
  if (holder === undefined || holder.exitCode !== null) return
  holder.stdin?.end()
  await once(holder, 'exit')
}

/** @param {string} root @param {string} folder @returns {Promise<number>} the id of the process whose namespace it is */
async function holdRoot(root, folder) {
  const args = ['--mount', '--propagation', 'slave', process.execPath, HOLDER, root]
  const holder = spawn('unshare', args, { stdio: ['pipe', 'pipe', 'ignore'] })
  holders.set(folder, holder)
  const ended = once(holder, 'exit').then(() => {
    throw new SetUpError('A mount namespace could not be made.', { fix: 'Run this as root, outside a container.' })
  })
  await Promise.race([once(/** @type {import('node:stream').Readable} */ (holder.stdout), 'data'), ended])
  ended.catch(() => undefined)
  // unshare has become node: the process keeps its id.
  return /** @type {number} */ (holder.pid)
}

/** @param {string} open @param {number} pid @returns {string} a folder for the PATH */
function createCommand(open, pid) {
  const bin = join(open, 'bin')
  mkdirSync(bin)
  // Podman looks for its policy in HOME alone, where the machine has none.
  const line = `HOME='${join(open, 'home')}' exec nsenter --target ${pid} --mount --wdns="$PWD" podman "$@"`
  writeFileSync(join(bin, 'podman'), `#!/bin/sh\n${line}\n`, { mode: 0o755 })
  return bin
}

/**
 * Settings that work on machines whose cgroups are of version 1 or mixed, where limits cannot be raised, and beside an engine whose firewall drops
 * what comes from other bridges.
 *
 * @param {{ open: string, root: string, folder: string }} places
 * @returns {NodeJS.ProcessEnv}
 */
function writeSettings({ open, root, folder }) {
  const write = (/** @type {string} */ name, /** @type {readonly string[]} */ lines) => {
    writeFileSync(join(open, name), `${lines.join('\n')}\n`)
    return join(open, name)
  }
  const policy = join(open, 'home', '.config', 'containers')
  mkdirSync(policy, { recursive: true })
  writeFileSync(join(policy, 'policy.json'), readFileSync(join(root, 'etc/containers/policy.json')))
  const limits = [
    ['nofile', 'Max open files'],
    ['nproc', 'Max processes'],
  ].map(([name, title]) => `"${name}=${ownLimit(title ?? '')}"`)
  const containers = ['[containers]', 'netns="host"', `default_ulimits=[${limits.join(', ')}]`]
  const engine = ['[engine]', 'runtime="runc"', 'cgroup_manager="cgroupfs"', 'events_logger="file"']
  const storage = ['[storage]', 'driver="overlay"', `graphroot="${join(folder, 'data')}"`, `runroot="${join(folder, 'exec')}"`]
  return {
    CONTAINERS_CONF: write('containers.conf', [...containers, ...engine]),
    CONTAINERS_STORAGE_CONF: write('storage.conf', storage),
    CONTAINERS_REGISTRIES_CONF: write('registries.conf', ['unqualified-search-registries=["docker.io"]']),
    PODMAN_IGNORE_CGROUPSV1_WARNING: 'true',
  }
}

/** Soft and hard. @param {string} title as /proc has it */
function ownLimit(title) {
  const [, soft, hard] = new RegExp(`^${title}\\s+(\\S+)\\s+(\\S+)`, 'm').exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  const number = (/** @type {string | undefined} */ text) => (text === undefined || text === 'unlimited' ? '1048576' : text)
  return `${number(soft)}:${number(hard)}`
}
