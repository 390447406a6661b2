// @ts-check
import { join } from 'node:path'
import { ensureBaseImage } from './base-image.mjs'
import { attempt } from './command.mjs'
import { ensureDependencies, isNodeNewEnough, programOf } from './dependencies.mjs'
import { editFile, setVariables } from './environment-file.mjs'
import { ensureRegistry } from './registry.mjs'
import { renderSeconds } from './reporter.mjs'
import { CHECKOUT, engineStep } from './set-up.mjs'
import { SetUpError } from './set-up-error.mjs'
import { withSetUpLock } from './set-up-lock.mjs'

const NAMESPACE = 'openscpca'

/**
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {import('./set-up.mjs').Machine} machine
 * @param {{ setUpOnly: boolean }} options
 * @returns {Promise<number>} the exit code
 */
export async function quickstart(reporter, machine, { setUpOnly }) {
  const start = Date.now()
  await reporter.step('node', async () => {
    if (!isNodeNewEnough(process.versions.node)) {
      throw new SetUpError(`Node ${process.versions.node} is too old.`, {
        fix: 'Install Node 20.19 or newer: https://nodejs.org/en/download',
      })
    }
    return { value: undefined, detail: process.versions.node }
  })
  const log = (/** @type {string} */ what) => reporter.once(what)
  const environment = await withSetUpLock({ file: machine.state.lock, log }, () => setUp(reporter, machine))
  if (setUpOnly) {
    reporter.line(`\nSet up in ${renderSeconds(Date.now() - start)}. \`npm run quickstart\` goes on from here.`)
    return 0
  }
  const pushed = await nx(reporter, environment, ['run-many', '-t', 'docker-push'])
  if (pushed !== 0) return failed(reporter, 'Not every module was pushed: see above what failed and where.')
  const ran = await nx(reporter, environment, ['docker-run', 'hello-r'])
  if (ran !== 0) return failed(reporter, 'hello-r did not run in its image: see above.')
  reporter.line(renderNext(reporter, environment, Date.now() - start))
  return 0
}

/**
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {import('./set-up.mjs').Machine} machine
 * @returns {Promise<Record<string, string>>} the environment that daily commands need from here on
 */
async function setUp(reporter, machine) {
  await reporter.step('dependencies', async (log) => {
    const outcome = await ensureDependencies(CHECKOUT, log)
    return { value: outcome, detail: outcome === 'installed' ? 'installed with npm ci' : 'up to date' }
  })
  const engine = await engineStep(reporter, machine, 'quickstart')
  const registry = await reporter.step('registry', async (log) => {
    const value = await ensureRegistry({ ...machine, log }, { dockerHost: engine.host })
    return { value, detail: `${value.host} (${value.started ? 'started' : 'running'})` }
  })
  const base = await reporter.step('base image', async (log) => {
    const value = await ensureBaseImage({ ...machine, log }, { registry: registry.host, dockerHost: engine.host })
    return {
      value,
      detail: { hub: 'from Docker Hub', set: 'from your MODULE_IMAGES_MIRRORS', made: 'made and pushed', present: 'present' }[value.kind],
    }
  })
  const environment = {
    MODULE_IMAGES_REGISTRY: `${registry.host}/${NAMESPACE}`,
    ...(base.kind === 'hub' ? {} : { MODULE_IMAGES_MIRRORS: base.mirrors }),
    ...(engine.host === undefined ? {} : { DOCKER_HOST: engine.host }),
  }
  writeEnvironment(environment)
  return environment
}

/** Nx reads this file on every command, so that daily commands in any shell find the same registry. @param {Record<string, string>} environment */
function writeEnvironment(environment) {
  const file = join(CHECKOUT, '.env.local')
  try {
    editFile(file, (text) => setVariables(text, environment))
  } catch (error) {
    throw new SetUpError(`Could not write ${file}.`, { fix: 'The checkout has to be writable, on a disk with room.', cause: error })
  }
}

/**
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {Record<string, string>} environment
 * @param {readonly string[]} args
 */
async function nx(reporter, environment, args) {
  reporter.line(`\n${reporter.strong(`npx nx ${args.join(' ')}`)}`)
  // Nx's full-screen view would take the lines above and Ctrl-C for itself.
  const env = { ...environment, NX_TUI: 'false' }
  return (await attempt([process.execPath, programOf('nx'), ...args], { cwd: CHECKOUT, env, terminal: true })).code
}

/** @param {import('./reporter.mjs').Reporter} reporter @param {string} message */
function failed(reporter, message) {
  reporter.line(`\n${reporter.error(message)}\nWhat was pushed stays; \`npm run quickstart\` again builds only what is missing.`)
  return 1
}

/**
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {Record<string, string>} environment
 * @param {number} milliseconds
 */
function renderNext(reporter, environment, milliseconds) {
  const image = `${environment['MODULE_IMAGES_REGISTRY']}/hello-r:latest`
  const overridden = ['MODULE_IMAGES_REGISTRY', 'MODULE_IMAGES_MIRRORS'].filter(
    (name) => process.env[name] && process.env[name] !== environment[name],
  )
  const warning = `\nYour shell sets ${overridden.join(' and ')}, which wins over .env.local: unset it to use this registry in the commands above.\n`
  return `
${reporter.strong(`Done in ${renderSeconds(milliseconds)}.`)} Try next:

  docker run --rm -it ${image}   a shell in it
  npx nx affected -t docker-build      after a change: builds what it changed
  npx nx run-many -t docker-push       pushes what the registry does not have
  npx nx docker-run hello-r            runs its script in the image of this checkout
${overridden.length > 0 ? warning : ''}
Stop what this started: npm run quickstart -- --down`
}
