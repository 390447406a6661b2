import { join } from 'node:path/posix'
import type { RunOptions } from '@module-images/core'
import { BUILD_JOB, commonEnv, engineSteps, setUpSteps, signInSteps, signOutSteps } from './common-steps.js'
import { pullSecrets } from './pull-secrets.js'
import { DATA_JOB, dataSecrets, planDataJob, unpackSteps } from './data-job.js'
import { quoteWord } from './issue-steps.js'
import { stateNotes } from './module-notes.js'
import { hasParts } from './native-parts.js'
import { NX } from './package-manager.js'
import { layerEnv, layerSteps } from './pull-request-layers.js'
import { readPermissions } from './read-access.js'
import { runnerOf } from './runners.js'
import { expression, type Step, type StepsJob, type Workflow } from './workflow.js'
import type { WorkflowFacts, WorkflowModule } from './workflow-facts.js'

/** The module's own code, run in the image of the same checkout: a changed lockfile and the code that needs it are tested as one. */
export function planRunModule(facts: WorkflowFacts, module: WorkflowModule, run: RunOptions): Workflow {
  return {
    notes: [
      ...stateNotes(module),
      `This runs ${module.name} in its image: as the registry has it, or built here if the pull request changes it.`,
    ],
    name: `Run ${module.name}`,
    on: {
      ...(module.active ? { pullRequest: { paths: [`${escapeFilter(join(facts.folder, module.root))}/**`] } } : {}),
      workflowDispatch: {},
      workflowCall: { secrets: [...pullSecrets(facts), ...dataSecrets(run.data)] },
    },
    concurrency: {
      group: { template: `run-${module.name}-\${{ github.ref }}` },
      cancelInProgress: module.active ? expression("github.event_name == 'pull_request'") : false,
    },
    env: commonEnv(facts),
    jobs: [...planDataJob(facts, module, run.data), runJob(facts, module, run)],
  }
}

function runJob(facts: WorkflowFacts, module: WorkflowModule, run: RunOptions): StepsJob {
  const hasData = run.data !== undefined && run.data !== false
  const setup = (run.setup ?? []).map(({ name, script }): Step => ({
    kind: 'run',
    ...(name === undefined ? {} : { name }),
    run: script.split('\n'),
  }))
  return {
    kind: 'steps',
    id: 'run-module',
    ...(hasData ? { needs: [DATA_JOB], if: '!cancelled() && !failure()' } : {}),
    permissions: { contents: 'read', ...readPermissions(facts) },
    runner: runnerOf(facts.options, 'run', module.name),
    timeoutMinutes: BUILD_JOB,
    steps: [
      ...setUpSteps(facts),
      ...engineSteps(facts),
      ...(hasData ? unpackSteps(module.name) : []),
      ...setup,
      // After what the pull request's own scripts do.
      ...signInSteps(facts),
      ...layerSteps(facts),
      runStep(facts, module, run),
      ...signOutSteps(facts),
    ],
  }
}

function runStep(facts: WorkflowFacts, module: WorkflowModule, run: RunOptions): Step {
  const { env = {}, pullRequestEnv = {}, args = [] } = run
  const names = [...new Set([...Object.keys(env), ...Object.keys(pullRequestEnv)])].sort()
  const command = commandOf(run)
  const words = [
    ...names.map((name) => `--env=${name}`),
    ...(command === undefined ? [] : [`--command=${quoteWord(command)}`]),
    ...(args.length === 0 ? [] : ['--', ...args.map(quoteWord)]),
  ]
  const changed = Object.entries(pullRequestEnv).map(([name, value]) => `  export ${name}=${quoteWord(value)}`)
  return {
    kind: 'run',
    name: 'Run the module',
    // What runs here is built here, and for this machine alone.
    env: { MODULE: module.name, ...(hasParts(facts) ? { MODULE_IMAGES_PART: 'linux/amd64' } : {}), ...layerEnv(facts), ...env },
    run: [
      ...(changed.length === 0 ? [] : ['if [[ $GITHUB_EVENT_NAME == pull_request ]]; then', ...changed, 'fi']),
      [`${NX} ${facts.targets.run} "$MODULE"`, ...words].join(' '),
    ],
  }
}

/** A login shell reads the files in which `conda init` puts what `conda activate` needs. */
function commandOf({ command, loginShell = false }: RunOptions): string | undefined {
  if (!loginShell) return command
  return command === undefined ? 'bash -l ./run.sh' : `bash -lc ${quoteWord(`${command} "$@"`)} bash`
}

/**
 * A folder's name in a filter pattern, where some characters mean more than themselves.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
function escapeFilter(path: string): string {
  return path.replace(/[\\*?+[\]!]/g, '\\$&')
}
