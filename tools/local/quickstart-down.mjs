// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installedPackages } from './apt-install.mjs'
import { run } from './command.mjs'
import { runningEngine, stopEngine } from './dockerd.mjs'
import { createEngineUsers } from './engine-users.mjs'
import { editFile, removeVariables } from './environment-file.mjs'
import { stopRegistry } from './registry-server.mjs'
import { CHECKOUT } from './set-up.mjs'
import { withSetUpLock } from './set-up-lock.mjs'

const INSTEAD = 'Run `npm run quickstart -- --down` as root, or on a terminal.'

/**
 * Stops what the quickstart started, and nothing else.
 *
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {import('./set-up.mjs').Machine} machine
 * @param {{ purge: boolean }} options
 */
export async function setDown(reporter, machine, { purge }) {
  const { state, privilege } = machine
  const packages = installedPackages(state.installed)
  await withSetUpLock({ file: state.lock, log: (what) => reporter.once(what) }, async () => {
    await reporter.step('registry', async () => outcome(await stopRegistry(state.registry)))
    await reporter.step('engine', async () => {
      const users = createEngineUsers(state.engine)
      users.remove('quickstart')
      if (!runningEngine(state.engine)) return outcome(await stopEngine(state.engine))
      if (users.isNeeded()) return { value: undefined, detail: 'left running: a test run uses it, and stops it at its end' }
      return outcome(await stopEngine(state.engine, await privilege.obtain('stop the Docker engine', INSTEAD)))
    })
    editFile(join(CHECKOUT, '.env.local'), removeVariables)
    if (purge) await reporter.step('data', () => removeData(machine))
  })
  if (!purge) reporter.line(`What was built is kept in ${state.root}; \`npm run quickstart -- --down --purge\` removes it.`)
  if (packages.length > 0) reporter.line(`Packages it installed stay; to remove them: apt-get purge ${packages.join(' ')}`)
}

/** @param {boolean} stopped */
function outcome(stopped) {
  return { value: undefined, detail: stopped ? 'stopped' : 'none of ours was running' }
}

/** @param {import('./set-up.mjs').Machine} machine */
async function removeData({ state, privilege }) {
  if (runningEngine(state.engine)) return { value: undefined, detail: 'kept: a test run uses the engine' }
  const rootOwns = existsSync(join(state.engine, 'data')) || existsSync(state.apt)
  const prefix = rootOwns ? await privilege.obtain('remove the data of the Docker engine', INSTEAD) : []
  const { engine, registry, base, apt, installed, logFile } = state
  const argv = [...prefix, 'rm', '-rf', '--one-file-system', engine, registry, base, apt, installed, `${logFile}.1`]
  await run(argv, { failure: `Could not remove ${state.root}.` })
  return { value: undefined, detail: `removed from ${state.root}` }
}
