import { runnerOf } from './runners.js'
import { credentials } from './build-push.js'
import { GH_TOKEN, SHORT_JOB, setUpSteps } from './common-steps.js'
import { PUBLISH_JOBS } from './publish-jobs.js'
import { expression, type Permissions, type StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

export const ATTACH_JOB = 'attach'

/** What a release carries, and the commands that write it. */
const FILES = ['digests.json', 'containers.config', 'catalogue.html']
const WRITE_FILES = [
  'npx module-images digests --tags "$TAG" --output digests.json',
  'npx module-images digests --tags "$TAG" --output containers.config',
  'npx module-images catalogue --tags "$TAG"',
  'cp dist/catalogue/index.html catalogue.html',
]

/**
 * Attaches to the release what pipelines pin and people look at. `digests` fails where an image is not there or the tag names another, so
 * nothing is attached that is not true; a repeat replaces what is attached already.
 */
export function planAttachJob(facts: WorkflowFacts): StepsJob {
  const { options, registry } = facts
  const TAG = expression('github.event.release.tag_name')
  return {
    kind: 'steps',
    id: ATTACH_JOB,
    notes: ['For pipelines to pin and people to look at: digests and catalogue, beside the release. Only once all is published.'],
    needs: ['plan', ...PUBLISH_JOBS],
    if: "!cancelled() && github.event_name == 'release' && needs.publish-rest.result == 'success'",
    permissions: attachPermissions(facts),
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    // What another registry's password is kept in. All others are read without one, or with the job's own token.
    ...(registry.kind === 'oci' ? { environment: options.environment } : {}),
    steps: [
      ...setUpSteps(facts),
      { kind: 'run', name: 'Write digests and catalogue', env: { TAG, ...credentials(facts) }, run: WRITE_FILES },
      {
        kind: 'run',
        name: 'Attach them to the release',
        env: { GH_TOKEN, TAG },
        run: [`gh release upload "$TAG" ${FILES.join(' ')} --clobber --repo "$GITHUB_REPOSITORY"`],
      },
    ],
  }
}

function attachPermissions({ registry }: WorkflowFacts): Permissions {
  return { contents: 'write', ...(registry.kind === 'ghcr' ? { packages: 'read' } : {}) }
}
