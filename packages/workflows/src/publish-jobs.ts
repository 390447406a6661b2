import { hasFailed } from './failed.js'
import { publishPermissions, publishSecrets } from './publish-access.js'
import { matrixRunnerInput } from './runners.js'
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

/** Holds once a plan has printed its matrix, be it without modules that cannot be built. */
export const HAS_MATRIX = "needs.plan.outputs.matrix != ''"

const MATRIX = 'fromJSON(needs.plan.outputs.matrix)'

/** The jobs of one level of the plan's matrix; null where there is none. */
export function levelOf(index: number): string {
  return `${MATRIX}.levels[${index}]`
}

/**
 * Jobs that publish all that the registry lacks, bases before what stands on them: each level of the plan's matrix is a job that waits
 * for the one before. Levels beyond the second are left to the last job, which looks at every module, builds what is missing still and
 * moves the tags of the rest. So a chain may be of any length, and most have no more than two links. Where nothing is missing no job starts: each may
 * wait for a reviewer of the environment.
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
  const planned = `!cancelled() && ${when} && ${HAS_MATRIX}`
  const level = (id: string, index: number): Omit<CallJob, 'notes'> => {
    const job = call(id, expression('matrix.modules'))
    return {
      ...job,
      name: { template: 'Publish ${{ matrix.name }}' },
      if: `${planned} && ${levelOf(index)} != null`,
      matrix: levelOf(index),
      with: { ...job.with, ...matrixRunnerInput(facts.options) },
    }
  }
  const failed = [first, next].map(hasFailed)
  const isLeft = [`${levelOf(2)} != null`, `${MATRIX}.promote[0] != null`, ...failed].join(' || ')
  return [
    { ...level(first, 0), notes: ['What the registry lacks and has no base that it lacks too: a job a module.'], needs: ['plan'] },
    {
      ...level(next, 1),
      notes: ['What stands on those. A module whose base failed fails as well; the others go on.'],
      needs: ['plan', first],
    },
    {
      ...call(rest, ''),
      name: 'Publish the rest',
      notes: ['Every active module once more: builds what is missing still, and moves the tags of what was there already.'],
      needs: ['plan', first, next],
      if: `${planned} && (${isLeft})`,
    },
  ]
}
