import { planAfterReleaseJob } from './after-release-job.js'
import { planAttachJobs } from './attach-jobs.js'
import { commonEnv, SHORT_JOB, setUpSteps } from './common-steps.js'
import { pullSecrets } from './pull-secrets.js'
import { ownedIf } from './owner.js'
import { planScript } from './plan-script.js'
import { HAS_MATRIX, levelOf, planPublishJobs } from './publish-jobs.js'
import { readPermissions } from './read-access.js'
import { planRefreshJobs } from './refresh-jobs.js'
import { planReportJob } from './report-job.js'
import { planScanJobs } from './scan-jobs.js'
import { matrixRunnerInput, runnerOf } from './runners.js'
import { type CallJob, expression, type StepsJob, type Triggers, type Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { BUILD_PUSH_FILE } from './workflow-files.js'

/** Publishing for releases and by hand, and the regular refresh of bases. */
export function planDockerAllModules(facts: WorkflowFacts): Workflow {
  const { options } = facts
  const when = "needs.plan.outputs.task == 'publish'"
  return {
    notes: [
      'A release publishes every active module under its tag. What is in the registry already, as is usual, is not built again. Its digests',
      'and the catalogue are attached to the release.',
      ...(options.refreshSchedule === false ? [] : ['On schedule, a pull request moves the bases of all images to their newest versions.']),
    ],
    name: 'Docker images of all modules',
    on: triggers(facts),
    concurrency: { group: { template: 'docker-all-modules-${{ github.event_name }}-${{ github.ref }}' }, cancelInProgress: false },
    env: commonEnv(facts),
    jobs: [
      ...planAfterReleaseJob(facts),
      planJob(facts),
      buildJob(facts),
      ...planPublishJobs(facts, { when, tags: expression('needs.plan.outputs.tags') }),
      ...planAttachJobs(facts),
      ...planScanJobs(facts),
      ...planRefreshJobs(facts),
      planReportJob(facts),
    ],
  }
}

function triggers({ options }: WorkflowFacts): Triggers {
  const { publishOn, releaseTags, releaseWorkflows, refreshSchedule } = options
  return {
    ...(publishOn.includes('release') ? { release: 'published' } : {}),
    ...(publishOn.includes('tag') ? { push: { tags: releaseTags.map(toTagFilter) } } : {}),
    ...(releaseWorkflows.length === 0 ? {} : { workflowRun: releaseWorkflows }),
    ...(refreshSchedule === false ? {} : { schedule: [refreshSchedule] }),
    workflowDispatch: {
      task: {
        type: 'choice',
        options: ['publish', 'build', 'refresh'],
        default: 'publish',
        description:
          'Publish all modules; build what the registry lacks and push nothing; or open the pull request that refreshes their bases.',
      },
      tags: {
        type: 'string',
        default: '',
        description: 'Tags to publish, separated by commas; none for the tag this is started on, else those of nx.json.',
      },
    },
  }
}

/** `?` is any character for a shell, and something else in GitHub's filters. The script of the plan looks once more. */
function toTagFilter(pattern: string): string {
  return pattern.replaceAll('?', '*')
}

function planJob(facts: WorkflowFacts): StepsJob {
  const chosen = "steps.choice.outputs.task != 'none'"
  return {
    kind: 'steps',
    id: 'plan',
    notes: ['Which tags to publish, and which images have to be built for them.'],
    if: ownedIf(
      facts,
      "github.event_name == 'release' || github.event_name == 'push' || inputs.task == 'publish' || inputs.task == 'build'",
    ),
    permissions: { contents: 'read', ...readPermissions(facts) },
    runner: runnerOf(facts.options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    outputs: {
      task: expression('steps.choice.outputs.task'),
      tags: expression('steps.choice.outputs.tags'),
      matrix: expression('steps.plan.outputs.matrix'),
    },
    steps: [
      {
        kind: 'run',
        name: 'Choose what to do',
        id: 'choice',
        env: { WANTED_TASK: expression("inputs.task || 'publish'"), WANTED_TAGS: expression('inputs.tags') },
        run: chooseTags(facts),
      },
      ...setUpSteps(facts).map((step) => ({ ...step, if: chosen })),
      {
        kind: 'run',
        name: 'Plan',
        id: 'plan',
        if: chosen,
        env: { MODULE_IMAGES_TAGS: expression('steps.choice.outputs.tags'), TASK: expression('steps.choice.outputs.task') },
        run: planScript(['options=()', 'if [[ $TASK == build ]]; then options=(--flat); fi']),
      },
    ],
  }
}

/** A comma in a release's tag would make two tags of it, one of which could be any. */
function chooseTags({ options }: WorkflowFacts): string[] {
  return [
    'task=$WANTED_TASK',
    'tags=$WANTED_TAGS',
    'if [[ $GITHUB_REF_TYPE == tag && -z $WANTED_TAGS && $task == publish ]]; then',
    '  tags=$GITHUB_REF_NAME',
    '  case "$tags" in',
    `    *[!A-Za-z0-9_.-]*) echo "::error::The release's tag cannot be the tag of an image."; exit 1 ;;`,
    `    ${options.releaseTags.join(' | ')}) ;;`,
    '    *) task=none; echo "::notice::$tags is not the tag of a release of images." ;;',
    '  esac',
    'fi',
    '{ echo "task=$task"; echo "tags=${tags//[[:space:]]/}"; } >> "$GITHUB_OUTPUT"',
  ]
}

/** Whether all can be built, and nothing more. */
function buildJob(facts: WorkflowFacts): CallJob {
  return {
    kind: 'call',
    id: 'build',
    notes: ['By hand: what the registry lacks is built, a job a module, and thrown away.'],
    name: { template: 'Build ${{ matrix.name }}' },
    needs: ['plan'],
    if: `!cancelled() && needs.plan.outputs.task == 'build' && ${HAS_MATRIX} && ${levelOf(0)} != null`,
    permissions: { contents: 'read', ...readPermissions(facts) },
    matrix: levelOf(0),
    workflow: BUILD_PUSH_FILE,
    with: { modules: expression('matrix.modules'), push: false, ...matrixRunnerInput(facts.options) },
    secrets: pullSecrets(facts),
  }
}
