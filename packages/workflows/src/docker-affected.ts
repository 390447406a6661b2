import { runnerOf } from './runners.js'
import { SHORT_JOB, setUpSteps } from './common-steps.js'
import { PUBLISH_JOBS, planPublishJobs } from './publish-jobs.js'
import { type CallJob, expression, type StepsJob, type Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { BUILD_PUSH_FILE } from './workflow-files.js'

/** The check to require in the branch's protection. */
const REQUIRED_CHECK = 'docker-images'

const PUBLISHES = "github.event_name == 'push'"

/** Test builds for pull requests, publishing for pushes to the default branch. */
export function planDockerAffected(facts: WorkflowFacts): Workflow {
  const { defaultBranch } = facts.options
  return {
    notes: [
      'A pull request test-builds the modules whose build inputs it changes, and those that stand on them. A push to ' +
        `${defaultBranch} publishes`,
      'whatever the registry lacks, so what an earlier run left undone is done by the next. Inactive modules are left alone.',
      `Make the last job, ${REQUIRED_CHECK}, the required check: it reports whatever the pull request changes.`,
    ],
    name: 'Docker images',
    on: { pullRequest: {}, push: { branches: [defaultBranch] }, workflowDispatch: {} },
    // A waiting push gives way to a later one, which publishes what it would have.
    concurrency: {
      group: { template: 'docker-affected-${{ github.ref }}' },
      cancelInProgress: expression("github.event_name != 'push'"),
    },
    jobs: [planJob(facts), testBuildJob(), ...planPublishJobs(facts, { when: PUBLISHES }), lastJob(facts)],
  }
}

function planJob(facts: WorkflowFacts): StepsJob {
  return {
    kind: 'steps',
    id: 'plan',
    notes: ['Which images have to be built: asks git what changed, and the registry what it has.'],
    permissions: { contents: 'read' },
    runner: runnerOf(facts.options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    outputs: { matrix: expression('steps.plan.outputs.matrix') },
    steps: [
      ...setUpSteps(facts, { 'fetch-depth': 0 }),
      {
        kind: 'run',
        name: 'Plan',
        id: 'plan',
        env: { BASE_BRANCH: expression(`github.base_ref || '${facts.options.defaultBranch}'`) },
        run: [
          'if [[ $GITHUB_EVENT_NAME == push ]]; then',
          '  matrix=$(npx module-images plan --github-matrix)',
          'else',
          '  matrix=$(npx module-images plan --affected --base "origin/$BASE_BRANCH" --github-matrix --flat)',
          'fi',
          'echo "matrix=$matrix" >> "$GITHUB_OUTPUT"',
        ],
      },
      {
        kind: 'run',
        name: 'Say what changes in the images',
        if: "github.event_name == 'pull_request'",
        env: { BASE_BRANCH: expression('github.base_ref') },
        run: [
          'if ! npx module-images diff --since "origin/$BASE_BRANCH" --markdown >> "$GITHUB_STEP_SUMMARY"; then',
          '  echo "::warning::Which packages and bases this changes could not be found out."',
          'fi',
        ],
      },
    ],
  }
}

/** All at once: what is not published cannot be waited for, so each job builds the changed bases of its module itself. */
function testBuildJob(): CallJob {
  const modules = 'fromJSON(needs.plan.outputs.matrix).levels[0]'
  return {
    kind: 'call',
    id: 'test-build',
    notes: ['One job a module, all at once.'],
    name: { template: 'Test build of ${{ matrix.name }}' },
    needs: ['plan'],
    if: `github.event_name != 'push' && ${modules} != null`,
    permissions: { contents: 'read' },
    matrix: modules,
    workflow: BUILD_PUSH_FILE,
    with: { modules: expression('matrix.modules'), push: false },
  }
}

function lastJob({ options }: WorkflowFacts): StepsJob {
  return {
    kind: 'steps',
    id: REQUIRED_CHECK,
    notes: ['Always reports. Skipped is as good as done: there was nothing to do.'],
    needs: ['plan', 'test-build', ...PUBLISH_JOBS],
    if: 'always()',
    permissions: {},
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: 5,
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
