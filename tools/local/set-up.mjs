// @ts-check
import { homedir } from 'node:os'
import { join } from 'node:path'
import { commandLog, keepCommandLog } from './command.mjs'
import { createEngineUsers } from './engine-users.mjs'
import { ensureEngine } from './engine.mjs'
import { Interrupted } from './interruption.mjs'
import { createPrivilege } from './privilege.mjs'
import { renderSetUpError } from './set-up-error.mjs'
import { stateFolder, stateLayout } from './state-folder.mjs'
import { createQuestion } from './terminal.mjs'

/** @typedef {Omit<import('./apt-install.mjs').Installer, 'log'>} Machine */

/** The checkout these tools belong to. */
export const CHECKOUT = join(import.meta.dirname, '..', '..')

/** This machine as quickstart and tests see it; every command is logged from here on. @returns {Machine} */
export function createMachine() {
  const state = stateLayout(stateFolder(process.env, homedir()))
  keepCommandLog(state.logFile)
  return { state, privilege: createPrivilege({ ask: createQuestion() }) }
}

/**
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {Machine} machine
 * @param {'quickstart' | 'process'} user who will need the engine, if it is ours
 */
export function engineStep(reporter, machine, user) {
  return reporter.step('engine', async (log) => {
    const engine = await ensureEngine({ ...machine, log })
    const users = createEngineUsers(machine.state.engine)
    if (engine.own && user === 'quickstart') users.addQuickstart()
    if (engine.own && user === 'process') users.addThisProcess()
    return { value: engine, detail: `${engine.version} (${engine.started ? 'started' : 'running'})` }
  })
}

/**
 * Ends with words for a person, and the exit code: interrupted as shells report it, else 1.
 *
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {unknown} error
 * @param {string} command how to run this again
 * @returns {number}
 */
export function reportFailure(reporter, error, command) {
  if (error instanceof Interrupted) {
    reporter.line(`Interrupted. It is safe to run \`${command}\` again: it goes on where it was.`)
    return error.exitCode
  }
  const logFile = commandLog()
  const known = renderSetUpError(error)
  reporter.line(reporter.error(`${known}${logFile && !known.includes('Log: ') ? `\n  Log: ${logFile}` : ''}`))
  return 1
}
