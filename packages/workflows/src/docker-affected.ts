import { TESTED } from './build-push.js'
import { planCheckJob } from './check-job.js'
import { ASKING_JOB, commonEnv, GH_TOKEN, SHORT_JOB, setUpSteps } from './common-steps.js'
import { pullSecrets } from './pull-secrets.js'
import { planMergeRefreshJobs } from './merge-refresh-jobs.js'
import { ownedOr } from './owner.js'
import { MODULE_IMAGES } from './package-manager.js'
import { planScript } from './plan-script.js'
import { HAS_MATRIX, levelOf, PUBLISH_JOBS, planPublishJobs } from './publish-jobs.js'
import { readPermissions } from './read-access.js'
import { matrixRunnerInput, runnerOf } from './runners.js'
import { type CallJob, expression, type StepsJob, type Template, type Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { BUILD_PUSH_FILE } from './workflow-files.js'

/** The check to require in the branch's protection. */
const REQUIRED_CHECK = 'docker-images'

/** Test builds for pull requests and the merge queue, publishing for pushes to the default branch. */
export function planDockerAffected(facts: WorkflowFacts): Workflow {
  const { defaultBranch, refresh } = facts.options
  const publishes = `github.ref == 'refs/heads/${defaultBranch}'`
  return {
    notes: [
      'A pull request test-builds the modules whose build inputs it changes, and those that stand on them. A push to ' +
        `${defaultBranch} publishes`,
      'whatever the registry lacks, so what an earlier run left undone is done by the next. Inactive modules are left alone.',
      `Make the job ${REQUIRED_CHECK} the required check: it reports whatever a pull request changes, and in a merge queue.`,
    ],
    name: 'Docker images',
    on: { pullRequest: {}, mergeGroup: true, push: { branches: [defaultBranch] }, workflowDispatch: {} },
    // A waiting push gives way to a later one, which publishes what it would have.
    concurrency: {
      group: { template: 'docker-affected-${{ github.ref }}' },
      cancelInProgress: expression("github.event_name == 'pull_request'"),
    },
    env: commonEnv(facts),
    jobs: [
      planJob(facts, publishes),
      planCheckJob(facts, { base: comparedWith(facts), depth: COMPARED_DEPTH }),
      testBuildJob(facts, publishes),
      ...planPublishJobs(facts, { when: publishes }),
      lastJob(facts),
      ...(refresh === 'publish' ? planMergeRefreshJobs(facts, REQUIRED_CHECK) : []),
    ],
  }
}

/**
 * A pull request is checked out as merged: its first parent is what it is merged into, and two commits are enough to compare. A push compares nothing.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
const COMPARED_DEPTH = expression("github.event_name == 'pull_request' && 2 || github.event_name == 'push' && 1 || 0")

function comparedWith({ options }: WorkflowFacts): Template {
  return expression(
    `github.event_name == 'pull_request' && 'HEAD^1' || github.event.merge_group.base_sha || 'origin/${options.defaultBranch}'`,
  )
}

function planJob(facts: WorkflowFacts, publishes: string): StepsJob {
  const { options } = facts
  const isPullRequest = "github.event_name == 'pull_request'"
  return {
    kind: 'steps',
    id: 'plan',
    notes: ['Which images have to be built: asks git what changed, the registry what it has, and this pull request what has passed.'],
    ...ownedOr(facts, `!(${publishes})`),
    permissions: { actions: 'read', contents: 'read', ...readPermissions(facts) },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    outputs: { matrix: expression('steps.plan.outputs.matrix') },
    steps: [
      ...setUpSteps(facts, { 'fetch-depth': COMPARED_DEPTH }),
      {
        kind: 'run',
        name: 'Look up what has passed its test build',
        if: isPullRequest,
        env: { GH_TOKEN },
        run: [
          `gh api --paginate "repos/$GITHUB_REPOSITORY/actions/caches?ref=$GITHUB_REF&key=${TESTED}" \\`,
          `  --jq '.actions_caches[].key | ltrimstr("${TESTED}")' > "$RUNNER_TEMP/tested.txt" ||`,
          '  echo "::warning::What has passed its test build could not be looked up, and is built again."',
        ],
      },
      {
        kind: 'run',
        name: 'Plan',
        id: 'plan',
        env: { BASE: comparedWith(facts), PUBLISHES: expression(publishes) },
        run: planScript([
          'options=()',
          'if [[ $PUBLISHES != true ]]; then options=(--affected --base "$BASE" --flat); fi',
          'if [[ -f $RUNNER_TEMP/tested.txt ]]; then options+=(--tested "$RUNNER_TEMP/tested.txt"); fi',
        ]),
      },
      {
        kind: 'run',
        name: 'Say what changes in the images',
        if: `!cancelled() && ${isPullRequest}`,
        run: [
          `if ! ${MODULE_IMAGES} diff --since HEAD^1 --markdown >> "$GITHUB_STEP_SUMMARY"; then`,
          '  echo "::warning::Which packages and bases this changes could not be found out."',
          'fi',
        ],
      },
    ],
  }
}

/** All at once: what is not published cannot be waited for, so each job builds the changed bases of its module itself. */
function testBuildJob(facts: WorkflowFacts, publishes: string): CallJob {
  return {
    kind: 'call',
    id: 'test-build',
    notes: ['One job a module, all at once.'],
    name: { template: 'Test build of ${{ matrix.name }}' },
    needs: ['plan'],
    if: `!cancelled() && !(${publishes}) && ${HAS_MATRIX} && ${levelOf(0)} != null`,
    permissions: { contents: 'read', ...readPermissions(facts) },
    matrix: levelOf(0),
    workflow: BUILD_PUSH_FILE,
    with: {
      modules: expression('matrix.modules'),
      push: false,
      key: expression("github.event_name == 'pull_request' && matrix.key || ''"),
      ...matrixRunnerInput(facts.options),
    },
    secrets: pullSecrets(facts),
  }
}

function lastJob({ options }: WorkflowFacts): StepsJob {
  return {
    kind: 'steps',
    id: REQUIRED_CHECK,
    notes: ['Always reports. Skipped is as good as done: there was nothing to do.'],
    needs: ['plan', 'check', 'test-build', ...PUBLISH_JOBS],
    if: 'always()',
    permissions: {},
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: ASKING_JOB,
    steps: [
      {
        kind: 'run',
        name: 'Look at the other jobs',
        env: { RESULTS: expression("join(needs.*.result, ' ')") },
        run: [
          'for result in $RESULTS; do',
          '  if [[ $result != success && $result != skipped ]]; then',
          '    echo "::error::A job ended with $result."',
          '    exit 1',
          '  fi',
          'done',
        ],
      },
    ],
  }
}
