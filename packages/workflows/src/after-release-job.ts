import { ASKING_JOB, GH_REPO, GH_TOKEN } from './common-steps.js'
import { ownedIf } from './owner.js'
import { runnerOf } from './runners.js'
import type { StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { ALL_MODULES_FILE } from './workflow-files.js'

/**
 * GitHub starts nothing for a release that a workflow's own token made. So this waits for the workflow that makes it, and starts the publishing of the newest
 * release on its tag. It checks out nothing of what that workflow ran for; a release that is published already takes a minute more.
 */
export function planAfterReleaseJob(facts: WorkflowFacts): StepsJob[] {
  const { options } = facts
  if (options.releaseWorkflows.length === 0) return []
  return [
    {
      kind: 'steps',
      id: 'after-release',
      notes: ['GitHub starts nothing for a release that a workflow made: here it is started.'],
      if: ownedIf(
        facts,
        [
          "github.event_name == 'workflow_run'",
          "github.event.workflow_run.conclusion == 'success'",
          `github.event.workflow_run.head_branch == '${options.defaultBranch}'`,
          "github.event.workflow_run.event != 'pull_request'",
        ].join(' && '),
      ),
      permissions: { actions: 'write', contents: 'read' },
      runner: runnerOf(options, 'plan'),
      timeoutMinutes: ASKING_JOB,
      steps: [
        {
          kind: 'run',
          name: 'Publish the newest release',
          env: { GH_TOKEN, GH_REPO },
          run: [
            'tag=$(gh release list --exclude-drafts --limit 1 --json tagName --jq ".[].tagName")',
            'if [[ -z $tag ]]; then echo "::notice::There is no release."; exit 0; fi',
            `gh workflow run ${ALL_MODULES_FILE} --ref "$tag"`,
          ],
        },
      ],
    },
  ]
}
