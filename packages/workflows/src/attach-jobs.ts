import { SHORT_JOB, setUpSteps } from './common-steps.js'
import { MODULE_IMAGES } from './package-manager.js'
import { PUBLISH_JOBS } from './publish-jobs.js'
import { publishedAccess } from './read-access.js'
import { IS_RELEASED, planReleaseAssetsJob, TAG } from './release-assets.js'
import { runnerOf } from './runners.js'
import type { StepsJob } from './workflow.js'
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

/**
 * Attaches to the release what pipelines pin and people look at. `digests` leaves out an image that is not there or that the tag does not name, and fails:
 * nothing is attached that is not true, and a repeat replaces what is attached already. The job that may write to the release installs nothing.
 */
export function planAttachJobs(facts: WorkflowFacts): StepsJob[] {
  return [digestsJob(facts), attachJob(facts)]
}

function digestsJob(facts: WorkflowFacts): StepsJob {
  const { job, env } = publishedAccess(facts)
  return {
    ...job,
    kind: 'steps',
    id: ATTACH_JOBS[0],
    notes: ['For pipelines to pin and people to look at: digests and catalogue of all that is published. Fails where a module is missing.'],
    needs: ['plan', ...PUBLISH_JOBS],
    if: IS_RELEASED,
    runner: runnerOf(facts.options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    steps: [
      ...setUpSteps(facts),
      {
        kind: 'run',
        name: 'Write digests and catalogue',
        env: { TAG, ...env },
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

function attachJob(facts: WorkflowFacts): StepsJob {
  const [write, attach] = ATTACH_JOBS
  return planReleaseAssetsJob(facts, {
    id: attach,
    notes: ['The same, put beside the release.'],
    needs: [write],
    if: `!cancelled() && needs.${write}.result != 'skipped'`,
    artifacts: ARTIFACT,
    files: FILES,
  })
}
