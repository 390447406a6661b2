import { availableParallelism } from 'node:os'
import { type LinkedModule, parentsOf, type Workspace } from '@module-images/workspace'
import PQueue from 'p-queue'
import type { Limit } from './session.js'

/** Builds at the same time: some wait for disk and network while others compute, but too many at once break BuildKit. */
const [FEWEST_BUILDS, MOST_BUILDS] = [4, 8]

/** Takes the builds that the most modules stand on first: these have to wait for it, and what nobody waits for can come last. */
export function createBuildTurns({ modules, settings }: Pick<Workspace, 'modules' | 'settings'>): Limit {
  const standOn = countDependents(modules)
  const atOnce = settings.parallelBuilds ?? Math.min(MOST_BUILDS, Math.max(FEWEST_BUILDS, availableParallelism()))
  const queue = new PQueue({ concurrency: atOnce })
  return (task, module) => queue.add(task, { priority: standOn.get(module) ?? 0 })
}

/** How many modules stand on each, directly or not. */
function countDependents(modules: ReadonlyMap<string, LinkedModule>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const module of modules.values()) {
    for (const { name } of parentsOf(module, modules)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
