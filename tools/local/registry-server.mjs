// @ts-check
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { attempt, findProgram, lastLines, run } from './command.mjs'
import { interruption, waitFor } from './interruption.mjs'
import { endProcess, findProcesses, isRunning, readProcess, readRecord, removeRecord, writeRecord } from './process-record.mjs'
import { SetUpError } from './set-up-error.mjs'

const ADDRESS = '127.0.0.1'
const IMAGE = 'registry:2'
const TIMEOUT_MS = 2000

/**
 * @typedef {object} RegistryOptions
 * @property {string} folder configuration, data and access log
 * @property {number} [port] none: any free one
 * @property {Readonly<Record<string, unknown>>} [auth] the `auth` section of its configuration:
 *   https://distribution.github.io/distribution/about/configuration/#auth
 *
 * @typedef {{ host: string, logFile: string, stop: () => Promise<void> }} StartedRegistry `host`: `127.0.0.1:PORT`; `logFile`: one line a request,
 *   in Apache's combined format, with the bytes sent
 */

/**
 * Starts Debian's `docker-registry` in the background, for this machine alone.
 *
 * @param {RegistryOptions} options
 * @returns {Promise<StartedRegistry>}
 */
export async function startRegistry({ folder, port, auth }) {
  await stopRegistry(folder)
  const at = registryFiles(folder)
  mkdirSync(at.data, { recursive: true })
  const host = `${ADDRESS}:${port ?? (await freePort())}`
  writeFileSync(at.config, renderConfiguration({ host, data: at.data, auth, secret: randomBytes(24).toString('hex') }), { mode: 0o600 })
  const output = openSync(at.logFile, 'a')
  const child = spawn(findProgram('docker-registry') ?? 'docker-registry', ['serve', at.config], {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none' },
  })
  child.on('error', () => {})
  child.unref()
  closeSync(output)
  const started = await waitFor(() => findServer(at.config), { seconds: 5 })
  if (started) writeRecord(at.record, { kind: 'process', process: started, host })
  const ready =
    started &&
    (await waitFor(async () => ((await speaksRegistry(host, [200, 401])) ? true : readProcess(started.pid) ? undefined : false), {
      seconds: 15,
    }))
  if (ready) return { host, logFile: at.logFile, stop: async () => void (await stopRegistry(folder)) }
  await stopRegistry(folder)
  interruption.throwIfAborted()
  const lines = existsSync(at.logFile) ? lastLines(readFileSync(at.logFile, 'utf8'), 3) : ''
  throw new SetUpError(`The registry did not start on ${host}.\n${lines.replace(/^/gm, '    ')}`, {
    logFile: at.logFile,
    fix: 'Put right what it says, then run this again.',
  })
}

/**
 * The same from its image, where there is an engine and Docker Hub but no package.
 *
 * @param {{ folder: string, port?: number, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<StartedRegistry>}
 */
export async function startRegistryContainer({ folder, port, env = {} }) {
  await stopRegistry(folder)
  const at = registryFiles(folder)
  mkdirSync(at.data, { recursive: true })
  const chosen = port ?? (await freePort())
  const host = `${ADDRESS}:${chosen}`
  const name = `module-images-registry-${chosen}`
  const failure = `Docker could not run ${IMAGE}.`
  await attempt(['docker', 'rm', '--force', name], { env })
  const publish = ['--publish', `${host}:5000`, '--volume', `${at.data}:/var/lib/registry`]
  await run(['docker', 'run', '--detach', '--name', name, ...publish, '--env', 'REGISTRY_STORAGE_DELETE_ENABLED=true', IMAGE], {
    env,
    failure,
  })
  writeRecord(at.record, { kind: 'container', name, host, dockerHost: env['DOCKER_HOST'] })
  const ready = await waitFor(async () => ((await speaksRegistry(host)) ? true : undefined), { seconds: 30 })
  if (!ready) throw new SetUpError(`${IMAGE} was started and does not answer on ${host}.`, { fix: `See \`docker logs ${name}\`.` })
  return { host, logFile: at.logFile, stop: async () => void (await stopRegistry(folder)) }
}

/**
 * Stops what was started from this folder. The data stay.
 *
 * @param {string} folder
 * @returns {Promise<boolean>} whether it was running
 */
export async function stopRegistry(folder) {
  const at = registryFiles(folder)
  const record = readRecord(at.record)
  let stopped = false
  if (record?.kind === 'container') {
    const env = record.dockerHost ? { DOCKER_HOST: record.dockerHost } : {}
    stopped = (await attempt(['docker', 'rm', '--force', record.name], { env, cleanup: true, seconds: 30 })).code === 0
  }
  const server = record?.kind === 'process' && isRunning(record.process) ? record.process : findServer(at.config)
  if (server) {
    await endProcess(server, { seconds: 10 })
    stopped = true
  }
  removeRecord(at.record)
  return stopped
}

/** Where the registry that was started from this folder listens, if it still answers. @param {string} folder */
export async function runningRegistry(folder) {
  const host = readRecord(registryFiles(folder).record)?.host
  return typeof host === 'string' && (await speaksRegistry(host)) ? host : undefined
}

/** @param {string} folder */
export function registryFiles(folder) {
  return {
    config: join(folder, 'config.yml'),
    data: join(folder, 'data'),
    logFile: join(folder, 'access.log'),
    record: join(folder, 'registry.json'),
  }
}

/**
 * Whether a registry answers there: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support. The status
 * alone tells little (macOS has a service of its own on port 5000), so it must also say that it speaks the registry's version of the API.
 *
 * @param {string} host
 * @param {readonly number[]} [accepted]
 */
export async function speaksRegistry(host, accepted = [200]) {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), interruption])
    const response = await fetch(`http://${host}/v2/`, { redirect: 'manual', signal })
    await response.body?.cancel()
    return accepted.includes(response.status) && response.headers.get('docker-distribution-api-version') === 'registry/2.0'
  } catch {
    interruption.throwIfAborted()
    return false
  }
}

/**
 * @param {number} [from] the first one free from here; none: any
 * @returns {Promise<number>}
 */
export async function freePort(from = 0) {
  for (let port = from; port <= 65_535; port++) {
    const free = await tryPort(port)
    if (free !== undefined) return free
  }
  throw new SetUpError(`No port from ${from} on is free.`)
}

/** YAML takes JSON as it is. @param {{ host: string, data: string, auth: unknown, secret: string }} settings */
function renderConfiguration({ host, data, auth, secret }) {
  const configuration = {
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: data }, delete: { enabled: true } },
    http: { addr: host, secret },
    ...(auth ? { auth } : {}),
  }
  return `${JSON.stringify(configuration, undefined, 2)}\n`
}

/** @param {number} port @returns {Promise<number | undefined>} */
function tryPort(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, ADDRESS, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}

/** @param {string} config */
function findServer(config) {
  return findProcesses((argv) => argv.at(-2) === 'serve' && argv.at(-1) === config)[0]
}
