// @ts-check
import { join } from 'node:path'
import { ensureBaseImage } from '../local/base-image.mjs'
import { ensureCosign } from '../local/cosign.mjs'
import { stopEngine } from '../local/dockerd.mjs'
import { createEngineUsers } from '../local/engine-users.mjs'
import { isDebianOrUbuntu } from '../local/os-release.mjs'
import { installPrograms, missingPackages, TEST_PROGRAMS } from '../local/programs.mjs'
import { startAnyRegistry } from '../local/registry.mjs'
import { engineStep } from '../local/set-up.mjs'
import { renderSetUpError, SetUpError } from '../local/set-up-error.mjs'

/** Variables that only tests read: where a program or a file is that they need. CONTRIBUTING.md names them. */
const OF_TESTS = ['MODULE_IMAGES_APPTAINER', 'MODULE_IMAGES_CHROMIUM', 'MODULE_IMAGES_DEVCONTAINER_SCHEMA']

/**
 * Engine, registry and base image of one test run. The registry is a throw-away one, so that the quickstart's is never touched.
 *
 * @param {import('../local/reporter.mjs').Reporter} reporter
 * @param {import('../local/set-up.mjs').Machine} machine
 * @param {string} folder for what is thrown away
 */
export function createTestEnvironment(reporter, machine, folder) {
  /** @type {{ started: boolean, host: string | undefined, own: boolean } | undefined} */
  let engine
  /** @type {import('../local/registry-server.mjs').StartedRegistry | undefined} */
  let registry
  let mirrors = ''
  /** @type {string | undefined} */
  let failure
  const users = createEngineUsers(machine.state.engine)

  return {
    /** Never throws for want of an engine: the other tests still run, and the run as a whole fails. */
    async setUp() {
      try {
        await programsStep(reporter, machine)
        engine = await engineStep(reporter, machine, 'process')
        const dockerHost = engine.host
        registry = await registryStep(reporter, machine, { folder: join(folder, 'registry'), dockerHost })
        mirrors = await baseStep(reporter, machine, { registry: registry.host, dockerHost })
      } catch (error) {
        if (!(error instanceof SetUpError)) throw error
        failure = renderSetUpError(error)
      }
    },
    failure: () => failure,
    /** The person's own settings of the product have no say in its tests. */
    variables() {
      const unset = Object.keys(process.env).filter((name) => name.startsWith('MODULE_IMAGES_') && !OF_TESTS.includes(name))
      return {
        ...Object.fromEntries(unset.map((name) => [name, undefined])),
        ...(registry ? { MODULE_IMAGES_TEST_REGISTRY: registry.host, MODULE_IMAGES_TEST_MIRRORS: mirrors } : {}),
        ...(engine?.host ? { DOCKER_HOST: engine.host } : {}),
      }
    },
    async tearDown() {
      if (registry) {
        await registry.stop()
        reporter.line(`Stopped the registry ${registry.host}, which this run started.`)
      }
      users.remove(process.pid)
      if (!engine) return
      if (!engine.started) return reporter.line('Left the Docker engine running: it ran before.')
      if (users.isNeeded()) return reporter.line('Left the Docker engine running: this run started it, and another uses it now.')
      const prefix = await machine.privilege.obtain('stop the Docker engine', 'Stop it with `npm run quickstart -- --down`.')
      await stopEngine(machine.state.engine, prefix)
      reporter.line('Stopped the Docker engine, which this run started.')
    },
  }
}

/**
 * @param {import('../local/reporter.mjs').Reporter} reporter
 * @param {import('../local/set-up.mjs').Machine} machine
 */
async function programsStep(reporter, machine) {
  const packages = missingPackages(TEST_PROGRAMS)
  // Elsewhere the tests themselves say what they lack.
  if (!isDebianOrUbuntu()) return
  if (packages.length > 0) await installPrograms(packages, reporter, { machine, command: 'npm test' })
  try {
    ensureCosign()
  } catch (error) {
    reporter.line(`There is no cosign 3, and tests of signatures fail: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/**
 * @param {import('../local/reporter.mjs').Reporter} reporter
 * @param {import('../local/set-up.mjs').Machine} machine
 * @param {{ folder: string, dockerHost: string | undefined }} options
 */
function registryStep(reporter, machine, options) {
  return reporter.step('registry', async (log) => {
    const value = await startAnyRegistry({ ...machine, log }, options)
    return { value, detail: `${value.host} (started for this run)` }
  })
}

/**
 * @param {import('../local/reporter.mjs').Reporter} reporter
 * @param {import('../local/set-up.mjs').Machine} machine
 * @param {{ registry: string, dockerHost: string | undefined }} places
 */
function baseStep(reporter, machine, places) {
  return reporter.step('base image', async (log) => {
    const base = await ensureBaseImage({ ...machine, log }, places)
    const detail = { hub: 'from Docker Hub', set: 'from your MODULE_IMAGES_MIRRORS', made: 'pushed', present: 'present' }[base.kind]
    return { value: base.kind === 'hub' ? '' : base.mirrors, detail }
  })
}
