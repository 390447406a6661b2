// @ts-check
import { attempt, findProgram } from './command.mjs'

/**
 * What answers at the settings the `docker` command has: DOCKER_HOST, the chosen context, else the default socket.
 *
 * @typedef {{ kind: 'usable', version: string }
 *   | { kind: 'no-buildx', version: string }
 *   | { kind: 'unusable', what: string }
 *   | { kind: 'denied', where: string }
 *   | { kind: 'absent', chosen: string | undefined }} EngineProbe
 *   `chosen`: the host or context that the person set and that does not answer
 */

/** The first engine whose builder takes named contexts: https://docs.docker.com/build/release-notes/ */
const OLDEST_ENGINE = 23
const TIMEOUT_SECONDS = 10

/**
 * @param {NodeJS.ProcessEnv} env over this process's own
 * @returns {Promise<EngineProbe>}
 */
export async function probeEngine(env = {}) {
  const host = env['DOCKER_HOST'] ?? process.env['DOCKER_HOST']
  if (findProgram('docker') === undefined) return { kind: 'absent', chosen: host || undefined }
  const chosen = host || (await chosenContext(env))
  const answer = await attempt(['docker', 'version', '--format', '{{json .Server}}'], { env, seconds: TIMEOUT_SECONDS })
  if (answer.code !== 0) {
    if (/permission denied/i.test(answer.stderr)) return { kind: 'denied', where: chosen ?? 'the default socket' }
    return { kind: 'absent', chosen }
  }
  const server = parseServer(answer.stdout)
  if (server.version === undefined) return { kind: 'absent', chosen }
  if (server.engine === undefined) return { kind: 'unusable', what: `${server.name} ${server.version}` }
  if (majorVersion(server.version) < OLDEST_ENGINE) return { kind: 'unusable', what: `Docker Engine ${server.version}` }
  const buildx = await attempt(['docker', 'buildx', 'version'], { env, seconds: TIMEOUT_SECONDS })
  return { kind: buildx.code === 0 ? 'usable' : 'no-buildx', version: server.version }
}

/** The version of the `dockerd` on this machine, if there is one. */
export async function installedDockerd() {
  if (findProgram('dockerd') === undefined) return undefined
  const { stdout } = await attempt(['dockerd', '--version'], { seconds: TIMEOUT_SECONDS })
  return /version ([\w.+~-]+?),/.exec(stdout)?.[1]
}

/** @param {string} version */
export function isNewEnough(version) {
  return majorVersion(version) >= OLDEST_ENGINE
}

/**
 * @param {string} text `.Server` of `docker version`, JSON
 * @returns {{ name: string, version: string | undefined, engine: string | undefined }} `engine`: set when it is Docker's own engine
 */
export function parseServer(text) {
  try {
    const server = JSON.parse(text) ?? {}
    const components = /** @type {{ Name?: string, Version?: string }[]} */ (server.Components ?? [])
    const engine = components.find(({ Name }) => Name === 'Engine')?.Version
    return { name: components[0]?.Name ?? 'an engine', version: server.Version, engine }
  } catch {
    return { name: 'an engine', version: undefined, engine: undefined }
  }
}

/** @param {NodeJS.ProcessEnv} env */
async function chosenContext(env) {
  const { code, stdout } = await attempt(['docker', 'context', 'show'], { env, seconds: TIMEOUT_SECONDS })
  const context = stdout.trim()
  return code === 0 && context !== '' && context !== 'default' ? `the Docker context ${context}` : undefined
}

/** @param {string} version */
function majorVersion(version) {
  return Number.parseInt(version, 10)
}
