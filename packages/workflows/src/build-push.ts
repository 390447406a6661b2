import { runnerOf } from './runners.js'
import { BUILD_JOB, platformSteps, setUpSteps } from './common-steps.js'
import { expression, type Permissions, type Step, type StepsJob, type Value, type Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** Where a failed run of all modules leaves its table, for the issue about it. */
export const REPORT_ARTIFACT = 'docker-report'
export const REPORT_FILE = 'docker-report.md'

/** What a caller has to give the job that publishes. */
export function publishPermissions({ registry, options }: WorkflowFacts): Permissions {
  return {
    ...(options.attestations ? { attestations: 'write' } : {}),
    contents: 'read',
    ...(registry.kind === 'ecr-public' || options.attestations ? { 'id-token': 'write' } : {}),
    ...(registry.kind === 'ghcr' ? { packages: 'write' } : {}),
  }
}

/** A password is kept as a secret of the environment, which a callee sees only of a caller that hands its secrets on. */
export function publishSecrets({ registry }: WorkflowFacts): { readonly inheritSecrets?: true } {
  return registry.kind === 'oci' ? { inheritSecrets: true } : {}
}

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
        modules: { type: 'string', default: '', description: 'Names of modules, separated by commas; none for all active ones.' },
        push: { type: 'boolean', default: false, description: 'Publish the images; else they are built and thrown away.' },
        tags: { type: 'string', default: '', description: 'Tags to publish, separated by commas; none for those of nx.json.' },
      },
    },
    jobs: [testBuildJob(facts), pushJob(facts)],
  }
}

function testBuildJob(facts: WorkflowFacts): StepsJob {
  return {
    kind: 'steps',
    id: 'test-build',
    notes: ['No credentials here. A base that changed too is built first, in this same job.'],
    if: '!inputs.push',
    permissions: 'of-caller',
    runner: runnerOf(facts.options, 'build'),
    timeoutMinutes: BUILD_JOB,
    steps: [
      ...setUpSteps(facts),
      ...platformSteps(facts),
      { kind: 'run', name: 'Build', env: { MODULES: expression('inputs.modules') }, run: [runMany(facts.targets.build)] },
    ],
  }
}

function pushJob(facts: WorkflowFacts): StepsJob {
  const { options } = facts
  return {
    kind: 'steps',
    id: 'push',
    notes: ['What is in the registry already is not built again: its tags are moved.'],
    if: 'inputs.push',
    permissions: 'of-caller',
    runner: runnerOf(options, 'publish'),
    timeoutMinutes: BUILD_JOB,
    environment: options.environment,
    steps: [
      refuseOtherBranches(facts),
      ...setUpSteps(facts),
      ...platformSteps(facts),
      ...signInSteps(facts),
      pushStep(facts),
      ...attestationSteps(facts),
      keepReport(),
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

function signInSteps({ registry, options }: WorkflowFacts): Step[] {
  if (registry.kind !== 'ecr-public') return []
  return [
    {
      kind: 'uses',
      action: 'aws-actions/configure-aws-credentials',
      with: { 'role-to-assume': expression(`vars.${options.roleVariable}`), 'aws-region': 'us-east-1' },
    },
  ]
}

/** Variables with which a registry is signed in to, where a role does not do that. */
export function credentials({ registry }: WorkflowFacts): Record<string, Value> {
  switch (registry.kind) {
    case 'ecr-public':
      return {}
    case 'ghcr':
      return { GITHUB_TOKEN: expression('github.token') }
    case 'oci':
      return {
        MODULE_IMAGES_REGISTRY_HOST: registry.host,
        MODULE_IMAGES_REGISTRY_USERNAME: expression('vars.REGISTRY_USERNAME'),
        MODULE_IMAGES_REGISTRY_PASSWORD: expression('secrets.REGISTRY_PASSWORD'),
      }
  }
}

function pushStep(facts: WorkflowFacts): Step {
  return {
    kind: 'run',
    name: 'Push',
    env: { MODULES: expression('inputs.modules'), MODULE_IMAGES_TAGS: expression('inputs.tags'), ...credentials(facts) },
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
  return `npx nx run-many -t ${target} \${MODULES:+"--projects=$MODULES"}`
}

/** What was pushed is attested even where another module failed. */
function attestationSteps({ options }: WorkflowFacts): Step[] {
  if (!options.attestations) return []
  return [
    {
      kind: 'run',
      name: 'List what was pushed',
      id: 'pushed',
      if: '!cancelled()',
      run: [
        'npx module-images subjects > "$RUNNER_TEMP/subjects.txt"',
        'if [[ -s $RUNNER_TEMP/subjects.txt ]]; then echo "any=true" >> "$GITHUB_OUTPUT"; fi',
      ],
    },
    {
      kind: 'uses',
      action: 'actions/attest-build-provenance',
      if: "!cancelled() && steps.pushed.outputs.any == 'true'",
      with: { 'subject-checksums': { template: '${{ runner.temp }}/subjects.txt' } },
    },
  ]
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
