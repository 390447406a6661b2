import { ASKING_JOB, GH_REPO, GH_TOKEN, SHORT_JOB, downloadStep, setUpSteps } from './common-steps.js'
import { MODULE_IMAGES } from './package-manager.js'
import { credentials } from './publish-access.js'
import { PUBLISH_JOBS } from './publish-jobs.js'
import { readPermissions } from './read-access.js'
import { runnerOf } from './runners.js'
import { expression, type StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

export const ATTACH_JOBS = ['digests', 'attach'] as const

const ARTIFACT = 'release-files'

/** What a release carries, and the commands that write it. */
const FILES = ['digests.json', 'containers.config', 'catalogue.tar.gz']
const WRITE_FILES = [
  'status=0',
  `${MODULE_IMAGES} digests --tags "$TAG" --output "$RUNNER_TEMP/digests.json" || status=1`,
  `${MODULE_IMAGES} digests --tags "$TAG" --output "$RUNNER_TEMP/containers.config" || status=1`,
  `${MODULE_IMAGES} catalogue --tags "$TAG" || status=1`,
  'tar -czf "$RUNNER_TEMP/catalogue.tar.gz" -C dist catalogue',
  'exit "$status"',
]

const TAG = expression('github.ref_name')

/** Of a tag with a release: a pushed tag has none yet. One module that is not published keeps the files of no other back. */
const IS_RELEASED = [
  '!cancelled()',
  "needs.plan.outputs.task == 'publish'",
  "github.ref_type == 'tag'",
  "github.event_name != 'push'",
  'needs.plan.outputs.tags == github.ref_name',
].join(' && ')

/**
 * Attaches to the release what pipelines pin and people look at. `digests` leaves out an image that is not there or that the tag does not name, and fails:
 * nothing is attached that is not true, and a repeat replaces what is attached already. The job that may write to the release installs nothing.
 */
export function planAttachJobs(facts: WorkflowFacts): StepsJob[] {
  return [digestsJob(facts), attachJob(facts)]
}

function digestsJob(facts: WorkflowFacts): StepsJob {
  const { options, registry } = facts
  return {
    kind: 'steps',
    id: ATTACH_JOBS[0],
    notes: ['For pipelines to pin and people to look at: digests and catalogue of all that is published. Fails where a module is missing.'],
    needs: ['plan', ...PUBLISH_JOBS],
    if: IS_RELEASED,
    permissions: { contents: 'read', ...(registry.kind === 'ghcr' ? { packages: 'read' } : readPermissions(facts)) },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    // What another registry's password is kept in. All others are read without one, or with the job's own token.
    ...(registry.kind === 'oci' ? { environment: options.environment } : {}),
    steps: [
      ...setUpSteps(facts),
      {
        kind: 'run',
        name: 'Write digests and catalogue',
        env: { TAG, ...(registry.kind === 'ecr-public' || registry.kind === 'ecr' ? {} : credentials(facts)) },
        run: WRITE_FILES,
      },
      {
        kind: 'uses',
        action: 'actions/upload-artifact',
        if: '!cancelled()',
        with: { name: ARTIFACT, path: { template: FILES.map((file) => `\${{ runner.temp }}/${file}`).join('\n') }, overwrite: true },
      },
    ],
  }
}

function attachJob({ options }: WorkflowFacts): StepsJob {
  const [write, attach] = ATTACH_JOBS
  return {
    kind: 'steps',
    id: attach,
    notes: ['The same, put beside the release.'],
    needs: [write],
    if: `!cancelled() && needs.${write}.result != 'skipped'`,
    permissions: { contents: 'write' },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: ASKING_JOB,
    steps: [
      downloadStep(ARTIFACT),
      {
        kind: 'run',
        name: 'Attach them to the release',
        env: { GH_TOKEN, GH_REPO, TAG },
        run: [
          'cd "$RUNNER_TEMP"',
          'if [[ $GITHUB_EVENT_NAME != release ]] && ! gh release view "$TAG" > /dev/null; then',
          '  echo "::notice::$TAG has no release to attach them to."',
          '  exit 0',
          'fi',
          '# Without a single image there are no digests.',
          `files=$(find . -maxdepth 1 '(' ${FILES.map((file) => `-name ${file}`).join(' -o ')} ')')`,
          'gh release upload "$TAG" $files --clobber',
        ],
      },
    ],
  }
}
