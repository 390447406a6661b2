import { runnerOf } from './runners.js'
import { planWeeklyCron } from './schedule.js'
import { join } from 'node:path/posix'
import { publishPermissions, publishSecrets } from './build-push.js'
import { BUILD_JOB, platformSteps, setUpSteps } from './common-steps.js'
import { type CallJob, expression, type Workflow } from './workflow.js'
import type { WorkflowFacts, WorkflowModule } from './workflow-facts.js'
import { AFFECTED_FILE, ALL_MODULES_FILE, BUILD_PUSH_FILE } from './workflow-files.js'

/** One module's image by hand: a test build or, where the module is active, a push. */
export function planDockerModule(facts: WorkflowFacts, module: WorkflowModule): Workflow {
  const { name, active } = module
  const push = {
    push: { type: 'boolean', default: false, description: `Publish the image; only from ${facts.options.defaultBranch}.` },
  } as const
  return {
    notes: [
      ...stateNotes(module),
      active
        ? `Beside ${AFFECTED_FILE} and ${ALL_MODULES_FILE}, this builds or pushes its image by hand.`
        : 'This builds its image by hand.',
    ],
    name: `Docker image of ${name}`,
    on: { workflowDispatch: active ? push : {} },
    concurrency: {
      group: { template: `docker-${name}-\${{ github.ref }}` },
      cancelInProgress: active ? expression('!inputs.push') : true,
    },
    jobs: active ? [testBuild(name, '!inputs.push'), pushModule(facts, name)] : [testBuild(name)],
  }
}

function testBuild(module: string, condition?: string): CallJob {
  return {
    ...call(module, false),
    id: 'test-build',
    ...(condition === undefined ? {} : { if: condition }),
    permissions: { contents: 'read' },
  }
}

function pushModule(facts: WorkflowFacts, module: string): CallJob {
  return { ...call(module, true), id: 'push', if: 'inputs.push', permissions: publishPermissions(facts), ...publishSecrets(facts) }
}

function call(modules: string, push: boolean) {
  return { kind: 'call', workflow: BUILD_PUSH_FILE, with: { modules, push } } as const
}

/** The module's own code, run in the image of the same checkout: a changed lockfile and the code that needs it are tested as one. */
export function planRunModule(facts: WorkflowFacts, module: WorkflowModule): Workflow {
  const { options, targets } = facts
  const cron = options.testSchedule === 'weekly' ? planWeeklyCron(module.name) : options.testSchedule
  const schedule = cron === false ? {} : { schedule: [cron] }
  return {
    notes: [
      ...stateNotes(module),
      `This runs ${module.name} in its image: as the registry has it, or built here if the pull request changes it.`,
    ],
    name: `Run ${module.name}`,
    on: {
      ...(module.active ? { pullRequest: { paths: [`${escapeFilter(join(facts.folder, module.root))}/**`] }, ...schedule } : {}),
      workflowDispatch: {},
    },
    concurrency: { group: { template: `run-${module.name}-\${{ github.ref }}` }, cancelInProgress: true },
    jobs: [
      {
        kind: 'steps',
        id: 'run-module',
        permissions: { contents: 'read' },
        runner: runnerOf(options, 'run', module.name),
        timeoutMinutes: BUILD_JOB,
        steps: [
          ...setUpSteps(facts),
          ...platformSteps(facts),
          { kind: 'run', name: 'Run the module', env: { MODULE: module.name }, run: [`npx nx ${targets.run} "$MODULE"`] },
        ],
      },
    ],
  }
}

function stateNotes({ name, active }: WorkflowModule): string[] {
  const command = `npx nx g @module-images/nx:activate ${name}`
  return active
    ? [`${name} is active: pull requests test it, merges and releases publish it. To switch it off: ${command} --deactivate`]
    : [`${name} is inactive: it starts by hand only. To switch it on: ${command}`]
}

/**
 * A folder's name in a filter pattern, where some characters mean more than themselves.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
function escapeFilter(path: string): string {
  return path.replace(/[\\*?+[\]!]/g, '\\$&')
}
