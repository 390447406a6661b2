import { publishPermissions, publishSecrets } from './build-push.js'
import { type CallJob, expression, type Value } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { BUILD_PUSH_FILE } from './workflow-files.js'

export interface PublishJobOptions {
  /** An expression that is true where the run publishes. */
  readonly when: string
  readonly tags?: Value
}

/** Names of the jobs that publish, in order. */
export const PUBLISH_JOBS = ['publish-first', 'publish-next', 'publish-rest'] as const

/**
 * Jobs that publish all that the registry lacks, bases before what stands on them: each level of the plan's matrix is a job that waits
 * for the one before. Levels beyond the second are left to the last job, which looks at every module, builds what is missing still and
 * moves the tags of the rest. So a chain may be of any length, and most have no more than two links.
 */
export function planPublishJobs(facts: WorkflowFacts, { when, tags }: PublishJobOptions): CallJob[] {
  const [first, next, rest] = PUBLISH_JOBS
  const call = (id: string, modules: Value) => ({
    ...({ kind: 'call', workflow: BUILD_PUSH_FILE } as const),
    id,
    permissions: publishPermissions(facts),
    ...publishSecrets(facts),
    with: { modules, push: true, ...(tags === undefined ? {} : { tags }) },
  })
  const level = (index: number) => `fromJSON(needs.plan.outputs.matrix).levels[${index}]`
  const perModule = { name: { template: 'Publish ${{ matrix.name }}' } }
  return [
    {
      ...call(first, expression('matrix.modules')),
      ...perModule,
      notes: ['What the registry lacks and has no base that it lacks too: a job a module.'],
      needs: ['plan'],
      if: `${when} && ${level(0)} != null`,
      matrix: level(0),
    },
    {
      ...call(next, expression('matrix.modules')),
      ...perModule,
      notes: ['What stands on those. A module whose base failed fails as well; the others go on.'],
      needs: ['plan', first],
      if: `!cancelled() && needs.plan.result == 'success' && ${when} && ${level(1)} != null`,
      matrix: level(1),
    },
    {
      ...call(rest, ''),
      name: 'Publish the rest',
      notes: ['Every active module once more: builds what is missing still, and moves the tags of what was there already.'],
      needs: ['plan', first, next],
      if: `!cancelled() && ${when}`,
    },
  ]
}
