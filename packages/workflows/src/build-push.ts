import { BUILD_JOB, commonEnv, engineSteps, setUpSteps, signInSteps, signOutSteps } from './common-steps.js'
import { ownedIf } from './owner.js'
import { NX } from './package-manager.js'
import { calledSecrets, credentials, signingEnv } from './publish-access.js'
import { layerEnv, layerSteps } from './pull-request-layers.js'
import { hasParts, PART_ENV, partJobs } from './native-parts.js'
import { calledRunner } from './runners.js'
import { expression, type Step, type StepsJob, type Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** Where a failed run of all modules leaves its table, for the issue about it. */
export const REPORT_ARTIFACT = 'docker-report'
export const REPORT_FILE = 'docker-report.md'

/** What the keys of cache entries begin with, of builds that passed. */
export const TESTED = 'tested-'

/** The reusable workflow that the others call: one job that builds, and one that publishes. */
export function planBuildPush(facts: WorkflowFacts): Workflow {
  return {
    notes: [
      'Called by the other docker_*.yml. Its jobs have what permissions the calling job gives them: contents: read for a test build, and',
      'what publishing needs for a push.',
    ],
    name: 'Build or push images',
    on: {
      workflowCall: {
        inputs: {
          modules: { type: 'string', default: '', description: 'Names of modules, separated by commas; none for all active ones.' },
          push: { type: 'boolean', default: false, description: 'Publish the images; else they are built and thrown away.' },
          tags: { type: 'string', default: '', description: 'Tags to publish, separated by commas; none for those of nx.json.' },
          runner: { type: 'string', default: '', description: 'Label of the runner or a list of them, as JSON; none for that of nx.json.' },
          key: { type: 'string', default: '', description: 'Content tag of what is test-built, to be remembered once it has passed.' },
        },
        secrets: calledSecrets(facts),
      },
    },
    env: commonEnv(facts),
    jobs: [testBuildJob(facts), ...pushPartsJobs(facts), pushJob(facts)],
  }
}

function testBuildJob(facts: WorkflowFacts): StepsJob {
  const parts = hasParts(facts)
  return {
    kind: 'steps',
    id: 'test-build',
    notes: ['No credentials here that could write. A base that changed too is built first, in this same job.'],
    if: '!inputs.push',
    permissions: 'of-caller',
    ...(parts ? partJobs(facts, 'build') : { runner: calledRunner(facts.options, 'build') }),
    timeoutMinutes: BUILD_JOB,
    steps: [
      ...setUpSteps(facts),
      ...engineSteps(facts),
      ...signInSteps(facts),
      ...layerSteps(facts),
      {
        kind: 'run',
        name: 'Build',
        env: { MODULES: expression('inputs.modules'), ...(parts ? PART_ENV : {}), ...layerEnv(facts) },
        run: [runMany(facts.targets.build)],
      },
      // Of several jobs none knows whether the others passed.
      ...(parts ? [] : rememberSteps()),
      ...signOutSteps(facts),
    ],
  }
}

/**
 * An entry without content says that this key has passed, so that the next push of the same pull request builds nothing for it. GitHub gives a pull
 * request's entries to nobody else. https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache
 */
function rememberSteps(): Step[] {
  const isAsked = "inputs.key != ''"
  return [
    { kind: 'run', name: 'Note that it passed', if: isAsked, run: ['echo passed > "$RUNNER_TEMP/tested"'] },
    {
      kind: 'uses',
      action: 'actions/cache/save',
      if: isAsked,
      with: { path: { template: '${{ runner.temp }}/tested' }, key: { template: `${TESTED}\${{ inputs.key }}` } },
    },
  ]
}

const PUSH_PARTS = 'push-parts'

/** Each platform where a machine of that kind builds it, under a name of its own; the job after it merges what is there by digest. */
function pushPartsJobs(facts: WorkflowFacts): StepsJob[] {
  if (!hasParts(facts)) return []
  const { options } = facts
  return [
    {
      kind: 'steps',
      id: PUSH_PARTS,
      notes: ['Each platform of an image on a runner of its own. No tag that people use moves here.'],
      name: { template: 'Push for ${{ matrix.platform }}' },
      if: ownedIf(facts, 'inputs.push'),
      permissions: 'of-caller',
      ...partJobs(facts, 'publish'),
      timeoutMinutes: BUILD_JOB,
      environment: options.environment,
      steps: [
        refuseOtherBranches(facts),
        ...setUpSteps(facts),
        ...engineSteps(facts),
        ...signInSteps(facts),
        {
          kind: 'run',
          name: 'Push',
          env: { MODULES: expression('inputs.modules'), ...PART_ENV, ...credentials(facts) },
          run: [`${runMany(facts.targets.push)} --prune`],
        },
        ...signOutSteps(facts),
      ],
    },
  ]
}

function pushJob(facts: WorkflowFacts): StepsJob {
  const { options } = facts
  return {
    kind: 'steps',
    id: 'push',
    notes: [
      'What is in the registry already is not built again: its tags are moved. The one step that pushes signs in itself, after its build: a',
      'sign-in may end before a long build does.',
    ],
    ...(hasParts(facts) ? { needs: [PUSH_PARTS] } : {}),
    if: hasParts(facts) ? `!cancelled() && (${ownedIf(facts, 'inputs.push')})` : ownedIf(facts, 'inputs.push'),
    permissions: 'of-caller',
    runner: calledRunner(options, 'publish'),
    timeoutMinutes: BUILD_JOB,
    environment: options.environment,
    steps: [
      refuseOtherBranches(facts),
      ...setUpSteps(facts),
      ...engineSteps(facts),
      ...signInSteps(facts),
      pushStep(facts),
      keepReport(),
      ...signOutSteps(facts),
    ],
  }
}

/** For whoever starts a push by hand. What keeps others from it is the environment, which no branch can edit. */
function refuseOtherBranches({ options }: WorkflowFacts): Step {
  return {
    kind: 'run',
    name: `Publish from ${options.defaultBranch} and from tags only`,
    run: [
      `if [[ $GITHUB_REF != refs/heads/${options.defaultBranch} && $GITHUB_REF != refs/tags/* ]]; then`,
      `  echo "::error::Images are published from ${options.defaultBranch} or from a tag, not from $GITHUB_REF."`,
      '  exit 1',
      'fi',
    ],
  }
}

function pushStep(facts: WorkflowFacts): Step {
  return {
    kind: 'run',
    name: 'Push',
    env: {
      MODULES: expression('inputs.modules'),
      MODULE_IMAGES_TAGS: expression('inputs.tags'),
      ...credentials(facts),
      ...signingEnv(facts),
    },
    run: [
      'status=0',
      `${runMany(facts.targets.push)} --prune || status=$?`,
      `cp "$GITHUB_STEP_SUMMARY" "$RUNNER_TEMP/${REPORT_FILE}"`,
      'exit "$status"',
    ],
  }
}

/** Quoted, so that hostile text is one word; left out where all modules are meant. */
function runMany(target: string): string {
  return `${NX} run-many -t ${target} \${MODULES:+"--projects=$MODULES"}`
}

function keepReport(): Step {
  return {
    kind: 'uses',
    action: 'actions/upload-artifact',
    if: "failure() && inputs.modules == ''",
    with: {
      name: REPORT_ARTIFACT,
      path: { template: `\${{ runner.temp }}/${REPORT_FILE}` },
      'if-no-files-found': 'ignore',
      overwrite: true,
    },
  }
}
