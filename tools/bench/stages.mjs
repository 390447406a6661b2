// @ts-check
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { SetUpError } from '../local/set-up-error.mjs'
import { planModules, writeModules } from './modules.mjs'
import { seedRegistry } from './seed-registry.mjs'
import { copyTemplate } from './templates.mjs'

/** From so many modules on the registry is given images instead of building them. */
const SEEDED_FROM = 200

/**
 * One competitor's workspace of one size, kept from case to case.
 *
 * @typedef {object} KeptStage
 * @property {import('./competitors/competitor.mjs').Workspace} workspace
 * @property {() => Promise<void>} fresh
 * @property {() => Promise<void>} published
 * @property {(ok: boolean) => void} setPublished
 */

/** @param {import('./bench.mjs').Bench} bench */
export function createStages(bench) {
  /** @type {Map<string, Promise<KeptStage>>} */
  const stages = new Map()
  return {
    /** @param {import('./competitors/competitor.mjs').Competitor} competitor @param {number} size @param {import('./modules.mjs').Shape} [shape] */
    get(competitor, size, shape = {}) {
      const name = [competitor.name, size, ...Object.values(shape)].join('-')
      const stage = stages.get(name) ?? createStage({ bench, competitor, size, shape, name })
      stages.set(name, stage)
      return stage
    },
  }
}

/**
 * @param {{ bench: import('./bench.mjs').Bench, competitor: import('./competitors/competitor.mjs').Competitor, size: number,
 *   shape: import('./modules.mjs').Shape, name: string }} wanted
 * @returns {Promise<KeptStage>}
 */
async function createStage({ bench, competitor, size, shape, name }) {
  const template = await bench.install(competitor)
  const workspace = { folder: join(bench.folder, name), modules: planModules(size), registry: '' }
  if (template) await copyTemplate(template, workspace.folder)
  let generation = 0
  let isPublished = false
  const fresh = async () => {
    generation += 1
    isPublished = false
    workspace.registry = `${bench.registry}/${name}-${generation}`
    const modules = join(workspace.folder, 'modules')
    rmSync(modules, { recursive: true, force: true })
    writeModules(modules, workspace.modules, { seed: `${bench.seed} ${name} ${generation}`, registry: workspace.registry, ...shape })
    competitor.configure(workspace)
  }
  await fresh()
  return {
    workspace,
    fresh,
    setPublished: (ok) => (isPublished = ok),
    async published() {
      if (isPublished) return
      if (size >= SEEDED_FROM && template?.versions['@module-images/nx']) await seedRegistry(workspace)
      else await publishUntimed(bench, competitor, workspace)
      isPublished = true
    },
  }
}

/**
 * @param {import('./bench.mjs').Bench} bench
 * @param {import('./competitors/competitor.mjs').Competitor} competitor
 * @param {import('./competitors/competitor.mjs').Workspace} workspace
 */
async function publishUntimed(bench, competitor, workspace) {
  const { ok, said } = await bench.measure({ steps: competitor.publish(workspace, 'latest'), cwd: workspace.folder, env: bench.env })
  if (!ok) throw new SetUpError(said)
}
