// @ts-check
import { randomBytes } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attempt, findProgram } from '../local/command.mjs'
import { startEngine } from '../local/dockerd.mjs'
import { installedDockerd, probeEngine } from '../local/engine-probe.mjs'
import { registryFiles, startRegistry } from '../local/registry-server.mjs'
import { SetUpError } from '../local/set-up-error.mjs'
import { measure } from './measure/measure.mjs'

/**
 * What all measurements share: a temporary folder, a registry of its own, an engine.
 *
 * @typedef {object} Bench
 * @property {string} folder
 * @property {string} seed
 * @property {string} registry `127.0.0.1:PORT`
 * @property {string} engine whose it is, for the page
 * @property {NodeJS.ProcessEnv} env of every measured command
 * @property {(competitor: import('./competitors/competitor.mjs').Competitor) => Promise<import('./templates.mjs').Template | undefined>} install
 *   once each; throws SetUpError where it is not to be had
 * @property {() => Promise<import('./templates.mjs').Template[]>} installed so far
 * @property {(work: import('./measure/measure.mjs').Work) => Promise<import('./measure/measure.mjs').Sample>} measure
 * @property {() => Promise<void>} settle ends what a failed command left the engine at, where the engine is the bench's own
 * @property {() => Promise<void>} close takes away all it made, the images in the engine too
 */

const IMAGES_AT_ONCE = 100

/** @param {string} seed @returns {Promise<Bench>} */
export async function createBench(seed) {
  needRegistry()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-bench-')))
  try {
    const registryFolder = join(folder, 'registry')
    const engine = await createEngine(join(folder, 'own-engine'))
    const server = await startRegistry({ folder: registryFolder })
    const doors = { registryLog: server.logFile, registryData: registryFiles(registryFolder).data }
    /** @type {Map<import('./competitors/competitor.mjs').Competitor['install'], Promise<import('./templates.mjs').Template | undefined>>} */
    const templates = new Map()
    return {
      folder,
      seed,
      registry: server.host,
      engine: engine.whose,
      env: { ...commandEnvironment(), ...engine.env },
      install({ install }) {
        // Those that share a way to install share what it made.
        const template = templates.get(install) ?? install(join(folder, 'templates', String(templates.size)))
        templates.set(install, template)
        return template
      },
      async installed() {
        const settled = await Promise.allSettled(templates.values())
        return settled.flatMap((template) => (template.status === 'fulfilled' && template.value ? [template.value] : []))
      },
      measure: (work) => measure(work, doors),
      settle: engine.settle,
      async close() {
        await server.stop()
        await engine.close(server.host)
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** A seed that no earlier bench had: the engine's cache may remember those. */
export function newSeed() {
  return randomBytes(6).toString('hex')
}

/**
 * Root gets an engine of its own, new and empty: what another holds already has a say in how fast it is, and taking hundreds of images out
 * of one again takes it minutes. Others use the engine at hand.
 *
 * @param {string} folder
 * @returns {Promise<{ whose: string, env: NodeJS.ProcessEnv, settle: () => Promise<void>, close: (registry: string) => Promise<void> }>}
 */
async function createEngine(folder) {
  if (process.getuid?.() === 0 && (await installedDockerd()) !== undefined) {
    const start = () => startEngine({ folder, socket: join(folder, 'docker.sock'), network: 'own-bridge' })
    const engine = await start()
    const settle = async () => {
      await engine.stop()
      await start()
    }
    return { whose: 'started for this, empty', env: { DOCKER_HOST: engine.host }, settle, close: engine.stop }
  }
  const probe = await probeEngine()
  if (probe.kind === 'usable') return { whose: 'the one at hand', env: {}, settle: async () => {}, close: removeImages }
  throw new SetUpError('No Docker engine with buildx answers.', { fix: 'Run `npm run quickstart -- --setup-only`, then this again.' })
}

function needRegistry() {
  if (findProgram('docker-registry') !== undefined) return
  throw new SetUpError('The program docker-registry is not installed.', { fix: 'On Debian and Ubuntu: apt-get install docker-registry' })
}

/** As in the generated workflows: no daemon of Nx's and no processes for its plugins, nothing of the person's own settings for the product. */
export function commandEnvironment() {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:MODULE_IMAGES_|NX_|GITHUB_)/.test(name))
  return {
    ...Object.fromEntries(own),
    ...{ CI: 'true', NO_COLOR: '1', NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false' },
    ...{ NX_CACHE_DIRECTORY: '.nx/cache', NX_WORKSPACE_DATA_DIRECTORY: '.nx/workspace-data' },
  }
}

/** @param {string} host */
async function removeImages(host) {
  const list = ['docker', 'image', 'ls', '--format={{.Repository}}:{{.Tag}}']
  const { stdout } = await attempt(list, { cleanup: true })
  const names = stdout.split('\n').filter((name) => name.startsWith(`${host}/`) && !name.endsWith(':<none>'))
  for (let start = 0; start < names.length; start += IMAGES_AT_ONCE) {
    await attempt(['docker', 'image', 'rm', '--force', ...names.slice(start, start + IMAGES_AT_ONCE)], { cleanup: true })
  }
}
