// @ts-check
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { removeImages } from '../images/remove-images.mjs'
import { run } from '../local/command.mjs'
import { startRegistry } from '../local/registry-server.mjs'
import { createLinkedWorkspace } from '../workspace/linked-workspace.mjs'
import { unpackPackages } from '../workspace/packed-packages.mjs'
import { workspaceOf } from './arbitrary-workspace.mjs'
import { askCommands } from './ask-commands.mjs'
import { findDifferences } from './differences.mjs'
import { findMisbuilt } from './misbuilt.mjs'
import { findRefusable } from './refusable.mjs'
import { noteRuns } from './noted-runs.mjs'
import { renderWorkspace } from './render-workspace.mjs'

/**
 * @typedef {object} Verdict on one workspace
 * @property {number} index
 * @property {number} modules that Nx lists
 * @property {number} built of which there are images
 * @property {readonly import('./differences.mjs').Difference[]} differences
 * @property {readonly string[]} misbuilt
 * @property {import('./render-workspace.mjs').Files} files
 * @property {string} output
 *
 * @typedef {{ workspaces: number, modules: number, built: number, differences: number, misbuilt: number, verdicts: Verdict[] }} Outcome `verdicts`:
 *   those with faults
 */

/**
 * Asks all commands about generated workspaces, with the packed packages, a registry that goes again, and the engine of this machine.
 *
 * @param {{ seed: number, from: number, count: number }} which
 * @param {(sofar: Outcome, verdict: Verdict) => void} [onProgress]
 * @returns {Promise<Outcome>}
 */
export async function runConsistency({ seed, from, count }, onProgress = () => undefined) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-consistency-')))
  /** @type {import('../local/registry-server.mjs').StartedRegistry | undefined} */
  let registry
  /** @type {Outcome} */
  const outcome = { workspaces: 0, modules: 0, built: 0, differences: 0, misbuilt: 0, verdicts: [] }
  try {
    registry = await startRegistry({ folder: join(folder, 'registry') })
    const modules = await unpackPackages(join(folder, 'packed'))
    for (let index = from; index < from + count; index += 1) {
      const place = { folder: join(folder, String(index)), registry: `${registry.host}/consistency-${seed}-${index}`, modules }
      const verdict = { index, ...(await judgeWorkspace(workspaceOf(seed, index), place)) }
      outcome.workspaces += 1
      outcome.modules += verdict.modules
      outcome.built += verdict.built
      outcome.differences += verdict.differences.length
      outcome.misbuilt += verdict.misbuilt.length
      if (verdict.differences.length + verdict.misbuilt.length > 0) outcome.verdicts.push(verdict)
      onProgress(outcome, verdict)
    }
    return outcome
  } finally {
    // What a command that was interrupted has still made.
    if (registry) await removeImages(`${registry.host}/`)
    await registry?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {import('./arbitrary-workspace.mjs').Workspace} workspace
 * @param {{ folder: string, registry: string, modules: string }} place `registry`: host and prefix
 * @returns {Promise<Omit<Verdict, 'index'>>}
 */
async function judgeWorkspace(workspace, { folder, registry, modules }) {
  const files = renderWorkspace(workspace, { registry })
  try {
    const runs = noteRuns(folder)
    const root = join(folder, 'workspace')
    const variables = { ...runs.variables, NX_CACHE_DIRECTORY: join(folder, 'cache'), SOME_TOKEN: 'secret' }
    const linked = createLinkedWorkspace(root, { options: {}, variables, modules })
    for (const [file, text] of Object.entries(files)) write(join(root, file), text)
    await commit(linked)
    const { modules: listed, answers, images, output } = await askCommands(linked, runs)
    const built = answers.references.get('build') ?? new Map()
    const refusable = findRefusable(workspace, listed)
    const differences = findDifferences(answers, (module) => refusable.has(module))
    const misbuilt = findMisbuilt(listed, images, built)
    return { modules: listed.length, built: built.size, differences, misbuilt, files, output }
  } finally {
    await removeImages(`${registry}/`)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {import('../workspace/linked-workspace.mjs').LinkedWorkspace} workspace */
async function commit({ folder, env }) {
  const person = ['-c', 'user.name=Consistency', '-c', 'user.email=consistency@example.org']
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...person, 'commit', '--quiet', '--message', 'generated'],
  ])
    await run(['git', ...args], { cwd: folder, env, failure: 'The workspace cannot be committed.' })
}

/** @param {string} file @param {string} text */
function write(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  if (file.endsWith('.sh')) chmodSync(file, 0o755)
}
