// @ts-check
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { removeImages } from '../images/remove-images.mjs'
import { claimsOf } from './claims.mjs'
import { argumentsOf, failedBeside, isNx, mayFail, renderCommand } from './commands.mjs'
import { judgeClaims } from './judge-claims.mjs'
import { createObserver } from './observed-images.mjs'
import { createTruthWorkspace, MADE_FILE, MODULES, OWN_TARGET } from './truth-workspace.mjs'

/**
 * What came of a sequence.
 *
 * @typedef {object} SequenceOutcome
 * @property {number} commands
 * @property {number} claims
 * @property {Fault[]} lies claims that do not hold
 * @property {Fault[]} failures commands that failed where nothing stood in their way
 *
 * @typedef {{ step: number, command: string, what: string, output: string }} Fault
 * @typedef {Awaited<ReturnType<typeof createTruthWorkspace>>} TruthWorkspace
 * @typedef {{ folder: string, registry: string, modules: string }} Place `folder`: the sequence's own, not there yet; `registry`: its host;
 *   `modules`: a `node_modules`
 */

const DAEMON = { NX_DAEMON: 'true', NX_ISOLATE_PLUGINS: 'true' }

/**
 * Runs a sequence in a workspace of its own and holds all that its commands claim against what is there.
 *
 * @param {readonly import('./arbitrary-steps.mjs').Step[]} steps
 * @param {Place & { name: string }} place `name`: of the workspace's repositories, and of no other's
 * @returns {Promise<SequenceOutcome>}
 */
export async function runSequence(steps, { folder, registry, modules, name }) {
  const prefix = `${registry}/${name}`
  const root = join(folder, 'workspace')
  /** @type {SequenceOutcome} */
  const outcome = { commands: 0, claims: 0, lies: [], failures: [] }
  let workspace
  try {
    workspace = await createTruthWorkspace(root, { prefix, modules })
    const observer = createObserver(folder)
    for (const [index, step] of steps.entries()) {
      if (step.do === 'run') await runCommands(step.commands, { workspace, observer, step: index }, outcome)
      else await applyStep(step, workspace, prefix)
    }
    return outcome
  } finally {
    if (steps.some((step) => step.do === 'run' && step.commands.some((command) => isNx(command) && command.daemon)))
      await workspace?.stopDaemon()
    await removeImages(`${prefix}/`)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {Exclude<import('./arbitrary-steps.mjs').Step, { do: 'run' }>} step @param {TruthWorkspace} workspace @param {string} prefix */
async function applyStep(step, workspace, prefix) {
  switch (step.do) {
    case 'edit':
      return workspace.edit(step.file, step.token)
    case 'remove':
      return workspace.remove(step.file)
    case 'commit':
      return workspace.commit()
    default:
      return removeImages(step.module === 'all' ? `${prefix}/` : `${prefix}/${step.module}:`)
  }
}

/**
 * @param {readonly import('./commands.mjs').Command[]} commands at the same time
 * @param {{ workspace: TruthWorkspace, observer: import('./observed-images.mjs').Observer, step: number }} place
 * @param {SequenceOutcome} outcome
 */
async function runCommands(commands, { workspace, observer, step }, outcome) {
  const made = workspace.read(MADE_FILE)
  const before = readReceipts(workspace.folder)
  const results = await Promise.all(commands.map((command) => runCommand(command, workspace)))
  const after = readReceipts(workspace.folder)
  const receipts = new Map([...after].map(([module, { receipt }]) => [module, receipt]))
  const written = new Set([...after].filter(([module, { stamp }]) => before.get(module)?.stamp !== stamp).map(([module]) => module))
  const receiptsMayLack = results.some(({ code }) => code !== 0)
  const used = workspace.read(OWN_TARGET.file)
  const isAlone = commands.length === 1
  // The one file that a command changes, and another may have read before.
  const read = (/** @type {string} */ file) => [workspace.read(file), ...(isAlone || file !== MADE_FILE ? [] : [made])]
  for (const [index, command] of commands.entries()) {
    const { code = 1, stdout = '', stderr = '' } = results[index] ?? {}
    const claims = claimsOf({
      command,
      code,
      stdout: plainText(stdout),
      receipts,
      written,
      receiptsMayLack,
      used,
      isAlone,
    })
    const fault = (/** @type {string} */ what) => ({ step, command: renderCommand(command), what, output: plainText(`${stdout}${stderr}`) })
    outcome.commands += 1
    outcome.claims += claims.length
    outcome.lies.push(...(await judgeClaims(claims, { observer, read })).map(fault))
    const beside = commands.filter((other) => other !== command)
    const others = failedBeside(command, plainText(`${stdout}${stderr}`))
    if (others.length > 0) outcome.failures.push(fault(`failed ${others.join(', ')} as well`))
    if (code !== 0 && !mayFail(command, { isMadeThere: made !== undefined, beside })) outcome.failures.push(fault(`ended with ${code}`))
  }
}

/** @param {import('./commands.mjs').Command} command @param {TruthWorkspace} workspace */
function runCommand(command, workspace) {
  const args = argumentsOf(command)
  return isNx(command) ? workspace.nx(args, command.daemon ? DAEMON : {}) : workspace.command(args)
}

/** With what tells two writings of one file apart. @param {string} root @returns {Map<string, { receipt: import('./claims.mjs').Receipt, stamp: string }>} */
function readReceipts(root) {
  const folder = join(root, 'dist/images')
  const files = statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : []
  const known = MODULES.map(({ name }) => name).filter((name) => files.includes(`${name}.json`))
  return new Map(
    known.map((name) => {
      const file = join(folder, `${name}.json`)
      const { ino, mtimeNs, ctimeNs } = statSync(file, { bigint: true })
      return [name, { receipt: JSON.parse(readFileSync(file, 'utf8')), stamp: `${ino} ${mtimeNs} ${ctimeNs}` }]
    }),
  )
}

/** Without colours. @param {string} text */
function plainText(text) {
  return text.replace(/\u001b\[[0-9;]*m/g, '')
}
