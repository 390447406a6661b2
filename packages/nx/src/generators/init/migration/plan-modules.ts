import type { LegacyComparison, ModuleFolderName } from '../legacy/compare-legacy.js'
import type { LegacyWorkflow } from '../legacy/legacy-workflow.js'
import { planDrift } from './plan-drift.js'
import type { Finding, MigrationEntry } from './model/migration-entry.js'
import { tell } from './model/told.js'

/** Which modules CI builds and publishes from now on, and where that is another than before. */
export function planModules(
  workflows: readonly LegacyWorkflow[],
  modules: readonly ModuleFolderName[],
  { active, findings }: LegacyComparison,
): Finding[] {
  const fileOf = new Map(
    workflows.flatMap((workflow) => (workflow.kind === 'module' ? [[workflow.named.toLowerCase(), workflow] as const] : [])),
  )
  const told = new Set(
    findings.flatMap((finding) => (finding.kind === 'only-tests' || finding.kind === 'no-workflow' ? [finding.module] : [])),
  )
  const states = modules.flatMap(({ name, root }): Finding[] => {
    const [isActive, workflow] = [active.get(root), fileOf.get(name.toLowerCase())]
    if (isActive === undefined || workflow === undefined || told.has(name)) return []
    const words = isActive
      ? tell`As before: pull requests test-build them, merges and releases publish them (tag ${'docker:active'}).`
      : tell`As before: CI leaves them alone.`
    return [
      {
        state: 'kept',
        topic: isActive ? 'active modules' : 'inactive modules',
        told: words,
        place: { file: workflow.file, line: workflow.triggersLine },
      },
    ]
  })
  return [...states, ...findings.map(planDrift)]
}

/** Workflows of another kind do not say in a way that can be read which modules they publish. */
export const NO_MODULE_ACTIVE: MigrationEntry = {
  state: 'by-hand',
  topic: 'active modules',
  told: tell`No module is active, since the workflows do not say which are published. For each that is to be: ${'npx nx g @module-images/nx:activate'} and its name.`,
}
