import { ASKING_JOB, GH_REPO, GH_TOKEN } from './common-steps.js'
import { SOME_FAILED } from './failed.js'
import { issuePermissions, issueSteps, RUN_URL } from './issue-steps.js'
import { ownedIf } from './owner.js'
import { REFRESH_BRANCH } from './refresh-jobs.js'
import { runnerOf } from './runners.js'
import type { StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { AFFECTED_FILE } from './workflow-files.js'

const BY_ITSELF = "github.event_name == 'workflow_dispatch'"

/**
 * The refresh without people: merges its pull request once the test builds have passed, and starts what publishes, since GitHub starts nothing after a
 * merge by a workflow's own token. Rules of the branch hold for it as for anybody, and nothing but base locks is merged.
 *
 * @param check the job that tells how the others ended
 */
export function planMergeRefreshJobs(facts: WorkflowFacts, check: string): StepsJob[] {
  const { options } = facts
  return [
    {
      kind: 'steps',
      id: 'merge-refresh',
      notes: ['Newer bases whose test builds have passed are merged, and published by the next run.'],
      needs: [check],
      if: ownedIf(
        facts,
        `!cancelled() && needs.${check}.result == 'success' && ${BY_ITSELF} && github.ref == 'refs/heads/${REFRESH_BRANCH}'`,
      ),
      permissions: { actions: 'write', contents: 'write', 'pull-requests': 'write' },
      runner: runnerOf(options, 'plan'),
      timeoutMinutes: ASKING_JOB,
      steps: [
        {
          kind: 'run',
          name: 'Merge the pull request and publish',
          env: { GH_TOKEN, GH_REPO, BRANCH: REFRESH_BRANCH, BASE_BRANCH: options.defaultBranch },
          run: [
            'changed=$(gh pr diff "$BRANCH" --name-only)',
            'if grep --invert-match --extended-regexp \'(^|/)image-lock\\.json$\' <<< "$changed"; then',
            '  echo "::error::The pull request changes more than base locks, and is left to people."',
            '  exit 1',
            'fi',
            'gh pr merge "$BRANCH" --squash --match-head-commit "$GITHUB_SHA" ||',
            '  gh pr merge "$BRANCH" --merge --match-head-commit "$GITHUB_SHA"',
            `gh workflow run ${AFFECTED_FILE} --ref "$BASE_BRANCH"`,
          ],
        },
      ],
    },
    {
      kind: 'steps',
      id: 'report',
      notes: ['Nobody watches a refresh: an issue says that it failed.'],
      needs: [check, 'merge-refresh'],
      if: ownedIf(facts, `${SOME_FAILED} && ${BY_ITSELF}`),
      permissions: issuePermissions(facts),
      runner: runnerOf(options, 'plan'),
      timeoutMinutes: ASKING_JOB,
      steps: issueSteps(facts, {
        env: { RUN_URL },
        title: ["title='Newer bases were not published'"],
        text: [
          'echo "What the regular refresh began has failed: see [the run]($RUN_URL)."',
          'echo',
          'echo "Fix the cause on the branch or in the modules, then start the workflow docker_affected.yml on it again."',
        ],
      }),
    },
  ]
}
