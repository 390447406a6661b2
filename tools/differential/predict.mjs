// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { attempt } from '../local/command.mjs'
import { writeCase } from './write-case.mjs'

/**
 * What the product says of a case.
 *
 * @typedef {{ kind: 'reads', inputs: readonly string[], key: string } | { kind: 'refuses', line: number | undefined, message: string }} Prediction
 */

const COMMAND = fileURLToPath(new URL('../../packages/nx/bin/module-images.js', import.meta.url))

/**
 * Asks `module-images plan` about a whole batch at once, each case a module of one workspace.
 *
 * @param {string} folder empty; the case with index 7 is then in `modules/c7` of it
 * @param {readonly import('./case.mjs').Case[]} cases
 * @returns {Promise<Prediction[]>}
 */
export async function predictCases(folder, cases) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'nx.json'), JSON.stringify({ plugins: ['@module-images/nx'] }))
  cases.forEach((one, index) => writeCase(folderOf(folder, index), one))
  const { stdout, stderr } = await attempt([process.execPath, COMMAND, 'plan', '--offline', '--json'], { cwd: folder })
  if (stdout.trim() === '') throw new Error(`module-images plan printed nothing: ${stderr}`)
  /** @type {{ modules: { name: string, inputs: string[], key: string | null, error?: { message: string, line?: number } }[] }} */
  const plan = JSON.parse(stdout)
  const byName = new Map(plan.modules.map((module) => [module.name, module]))
  return cases.map((_, index) => {
    const planned = byName.get(`c${index}`)
    if (planned === undefined) throw new Error(`module-images plan leaves c${index} out.`)
    const { key, inputs, error } = planned
    return error || key === null ? { kind: 'refuses', line: error?.line, message: error?.message ?? '' } : { kind: 'reads', inputs, key }
  })
}

/** @param {string} folder @param {number} index */
export function folderOf(folder, index) {
  return join(folder, 'modules', `c${index}`)
}
