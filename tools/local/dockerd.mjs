// @ts-check
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { ensureControlGroups, mountedFolders } from './cgroups.mjs'
import { attempt, lastLines, searchPath } from './command.mjs'
import { probeEngine } from './engine-probe.mjs'
import { interruption, waitFor } from './interruption.mjs'
import { createBridge, planBridge, removeBridge } from './own-bridge.mjs'
import { endProcess, findProcesses, isRunning, readProcess, readRecord, removeRecord, writeRecord } from './process-record.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * @typedef {object} EngineRecord
 * @property {import('./process-record.mjs').ProcessRecord} process
 * @property {string} socket
 * @property {import('./own-bridge.mjs').Bridge | undefined} bridge
 *
 * @typedef {object} EngineOptions
 * @property {string} folder all it has: data, logs, process ids
 * @property {string} socket
 * @property {'usual' | 'own-bridge'} [network] `own-bridge` for an engine beside another
 * @property {ImageStore} [store]
 * @property {{ launcher: readonly string[], env: NodeJS.ProcessEnv }} [programs] in place of those on PATH: what goes before the command line
 *   of dockerd, and the environment in which `docker` is of the same version
 * @property {readonly string[]} [prefix] as root: nothing; else `sudo -n`
 * @property {import('./reporter.mjs').Log} [log]
 *
 * @typedef {'containerd' | 'classic'} ImageStore `classic`: layers in overlay2, where an image has no digest before it is pushed
 *
 * @typedef {{ host: string, version: string, stop: () => Promise<void> }} StartedEngine `host` as DOCKER_HOST takes it
 */

/** File systems that overlayfs cannot lie on: https://man7.org/linux/man-pages/man2/statfs.2.html (overlayfs, NFS, FUSE, eCryptfs). */
const NO_OVERLAY = new Set([0x794c7630, 0x6969, 0x65735546, 0xf15f])
const START_SECONDS = 60
const OF_PATH = { launcher: [], env: {} }

/**
 * Starts a Docker engine in the background, from the `dockerd` on this machine. One that already runs from this folder is kept.
 *
 * @param {EngineOptions} options
 * @returns {Promise<StartedEngine>}
 */
export async function startEngine({
  folder,
  socket,
  network = 'usual',
  store = 'containerd',
  programs = OF_PATH,
  prefix = [],
  log = () => {},
}) {
  const at = engineFiles(folder)
  const host = `unix://${socket}`
  const stop = async () => void (await stopEngine(folder, prefix))
  const running = runningEngine(folder)
  if (running?.socket === socket) {
    const probe = await probeEngine({ DOCKER_HOST: host })
    if (probe.kind === 'usable') return { host, version: probe.version, stop }
  }
  await stopEngine(folder, prefix)
  mkdirSync(folder, { recursive: true })
  await ensureControlGroups({ prefix, log })
  const bridge = network === 'own-bridge' ? planBridge(folder) : undefined
  if (bridge) await createBridge(bridge, prefix)
  writeFileSync(
    at.config,
    `${JSON.stringify(planConfiguration(folder, { fileSystem: statfsSync(folder).type, bridge, store }), undefined, 2)}\n`,
  )
  mkdirSync(dirname(socket), { recursive: true })

  const start = { at, host, socket, bridge, programs, prefix }
  log('starting dockerd')
  let attempted = await startDockerd(start)
  if (attempted.version === undefined && hasTooLargeCache(attempted.output, at)) {
    log('clearing the build cache: it has grown too large for this dockerd to start with')
    await endLeftOver(folder, prefix)
    await attempt([...prefix, 'rm', '-rf', '--one-file-system', at.cache], { cleanup: true })
    attempted = await startDockerd(start)
  }
  const { version, output } = attempted
  if (version === undefined) {
    await stopEngine(folder, prefix)
    interruption.throwIfAborted()
    throw new SetUpError(`dockerd did not start.\n${lastLines(output, 5).replace(/^/gm, '    ')}`, {
      logFile: at.logFile,
      fix: 'Put right what it says, then run this again.',
    })
  }
  return { host, version, stop }
}

/**
 * @param {{ at: ReturnType<typeof engineFiles>, host: string, socket: string, bridge: EngineRecord['bridge'],
 *   programs: NonNullable<EngineOptions['programs']>, prefix: readonly string[] }} engine
 * @returns {Promise<{ version: string | undefined, output: string }>} `version`: undefined where it did not start; `output`: its log of this start
 */
async function startDockerd({ at, host, socket, bridge, programs, prefix }) {
  const before = statSync(at.logFile, { throwIfNoEntry: false })?.size ?? 0
  launch([...prefix, ...programs.launcher, 'setsid', '--fork', 'dockerd', '--config-file', at.config, '--host', host], at.logFile)
  const started = await waitFor(() => findDockerd(at.config), { seconds: 10 })
  if (started) writeRecord(at.record, { process: started, socket, bridge })
  const version = started && (await untilReady(started, { env: { ...programs.env, DOCKER_HOST: host }, socket, prefix }))
  return { version, output: existsSync(at.logFile) ? readFileSync(at.logFile).subarray(before).toString() : '' }
}

/**
 * dockerd before 27.4 gives BuildKit ten seconds to read the records of its cache, and ends where that does not do: some thousands of
 * builds, as a day of tests makes, and it never starts again (https://github.com/moby/moby/issues/48569).
 *
 * @param {string} output
 * @param {ReturnType<typeof engineFiles>} at
 */
function hasTooLargeCache(output, at) {
  return /^context deadline exceeded$/m.test(output) && existsSync(at.cache)
}

/** The engine that was started from this folder, if it still runs. @param {string} folder @returns {EngineRecord | undefined} */
export function runningEngine(folder) {
  const at = engineFiles(folder)
  const record = /** @type {EngineRecord | undefined} */ (readRecord(at.record))
  if (record?.process && isRunning(record.process)) return record
  // Killed between its start and our note of it.
  const found = findDockerd(at.config)
  return found && { process: found, socket: socketOf(found.argv), bridge: record?.bridge }
}

/**
 * Stops what was started from this folder and clears away what a killed engine leaves behind. The data stay.
 *
 * @param {string} folder
 * @param {readonly string[]} [prefix]
 * @returns {Promise<boolean>} whether an engine was running
 */
export async function stopEngine(folder, prefix = []) {
  const at = engineFiles(folder)
  const record = /** @type {EngineRecord | undefined} */ (readRecord(at.record))
  const running = runningEngine(folder)
  if (running) await endProcess(running.process, { prefix })
  await endLeftOver(folder, prefix)
  const mounts = existsSync('/proc/self/mountinfo') ? mountedFolders().filter((place) => place.startsWith(`${folder}/`)) : []
  for (const place of mounts.reverse()) await attempt([...prefix, 'umount', '--lazy', place], { cleanup: true })
  // dockerd refuses to start when the id in its old file is by chance another process's now.
  if (existsSync(at.pid)) await attempt([...prefix, 'rm', '-rf', '--one-file-system', at.pid, at.exec], { cleanup: true })
  const bridge = record?.bridge ?? running?.bridge
  if (bridge) await removeBridge(bridge, prefix)
  removeRecord(at.record)
  return running !== undefined
}

/**
 * A killed dockerd leaves its containerd and what that started running, and the next start would trip over them.
 *
 * @param {string} folder
 * @param {readonly string[]} prefix
 */
async function endLeftOver(folder, prefix) {
  for (const left of findProcesses((argv) => isLeftOver(argv, folder))) await endProcess(left, { prefix, seconds: 5 })
}

/** @param {string} folder */
export function engineFiles(folder) {
  return {
    config: join(folder, 'daemon.json'),
    data: join(folder, 'data'),
    cache: join(folder, 'data', 'buildkit'),
    exec: join(folder, 'exec'),
    pid: join(folder, 'docker.pid'),
    logFile: join(folder, 'dockerd.log'),
    record: join(folder, 'engine.json'),
  }
}

/**
 * dockerd's own configuration: https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file
 *
 * @param {string} folder
 * @param {{ fileSystem: number, bridge: import('./own-bridge.mjs').Bridge | undefined, store: ImageStore }} settings `fileSystem`: type of
 *   the file system the data lie on, as statfs(2) numbers it
 */
export function planConfiguration(folder, { fileSystem, bridge, store }) {
  const at = engineFiles(folder)
  const noOverlay = store === 'classic' ? 'vfs' : 'native'
  return {
    'data-root': at.data,
    'exec-root': at.exec,
    pidfile: at.pid,
    // containerd's gives stable digests, OCI layouts and attestations with the builder in the engine.
    features: { 'containerd-snapshotter': store === 'containerd' },
    ...(NO_OVERLAY.has(fileSystem) ? { 'storage-driver': noOverlay } : {}),
    ...(bridge ? { bridge: bridge.name, iptables: false, ip6tables: false, 'ip-masq': false } : {}),
  }
}

/** Whether anything listens on a unix socket. @param {string} socket @returns {Promise<boolean>} */
export function answers(socket) {
  return new Promise((resolve) => {
    const connection = createConnection(socket)
    connection.once('connect', () => (connection.destroy(), resolve(true)))
    // Not allowed in: somebody is there all the same.
    connection.once('error', (error) => resolve(/** @type {NodeJS.ErrnoException} */ (error).code === 'EACCES'))
  })
}

/** Another dockerd that shares this machine's network, and so its bridge and its firewall. */
export function isAnotherEngineRunning() {
  return findProcesses(([program = '']) => program.split('/').at(-1) === 'dockerd').length > 0
}

/**
 * In a session of its own, so that neither Ctrl-C nor a closed terminal reaches it.
 *
 * @param {readonly string[]} argv
 * @param {string} logFile
 */
function launch([program = '', ...args], logFile) {
  const output = openSync(logFile, 'a')
  const env = { ...process.env, PATH: searchPath(process.env).join(delimiter) }
  const child = spawn(program, args, { stdio: ['ignore', output, output], env })
  child.on('error', () => {})
  closeSync(output)
}

/** @param {readonly string[]} argv @param {string} folder */
function isLeftOver([program = '', ...args], folder) {
  return /^(?:containerd|runc)/.test(program.split('/').at(-1) ?? '') && args.some((argument) => argument.includes(`${folder}/`))
}

/** @param {string} config */
function findDockerd(config) {
  return findProcesses(([program = '', ...args]) => program.split('/').at(-1) === 'dockerd' && args.includes(config))[0]
}

/** @param {readonly string[]} argv */
function socketOf(argv) {
  return (argv[argv.indexOf('--host') + 1] ?? '').replace(/^unix:\/\//, '')
}

/**
 * @param {import('./process-record.mjs').ProcessRecord} started
 * @param {{ env: NodeJS.ProcessEnv, socket: string, prefix: readonly string[] }} engine
 * @returns {Promise<string | undefined>} its version; undefined when it ended, or did not come up in time
 */
async function untilReady(started, { env, socket, prefix }) {
  const ready = await waitFor(
    async () => {
      await shareSocket(socket, prefix)
      const { code, stdout } = await attempt(['docker', 'version', '--format', '{{.Server.Version}}'], { env, seconds: 10 })
      if (code === 0) return stdout.trim()
      return readProcess(started.pid) ? undefined : ''
    },
    { seconds: START_SECONDS, every: 200 },
  )
  return ready || undefined
}

/** The socket of an engine started with sudo is root's: of all others, only the person who asked for the engine gets to use it. */
async function shareSocket(/** @type {string} */ socket, /** @type {readonly string[]} */ prefix) {
  const owner = statSync(socket, { throwIfNoEntry: false })?.uid
  const person = process.getuid?.()
  if (prefix.length > 0 && owner !== undefined && owner !== person) await attempt([...prefix, 'chown', String(person), socket])
}
