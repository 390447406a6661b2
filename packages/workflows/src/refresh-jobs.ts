import { ASKING_JOB, GH_REPO, GH_TOKEN, SHORT_JOB, downloadStep, setUpSteps } from './common-steps.js'
import { ownedIf } from './owner.js'
import { MODULE_IMAGES } from './package-manager.js'
import { readPermissions } from './read-access.js'
import { runnerOf } from './runners.js'
import { expression, type StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { AFFECTED_FILE } from './workflow-files.js'

/** The branch of the one pull request that refreshes bases. */
export const REFRESH_BRANCH = 'module-images/refresh'

export const REFRESH_JOBS = ['refresh', 'refresh-pull-request'] as const

const PATCH = 'refresh.patch'

/**
 * Looks for newer bases, and opens or renews the pull request. Two jobs, so that the one that may write installs nothing. GitHub starts no workflow for
 * what a workflow's own token pushed, so the test builds are started by name.
 * https://docs.github.com/actions/concepts/security/github_token#when-github_token-triggers-workflow-runs
 */
export function planRefreshJobs(facts: WorkflowFacts): StepsJob[] {
  return [refreshJob(facts), pullRequestJob(facts)]
}

function refreshJob(facts: WorkflowFacts): StepsJob {
  const { options } = facts
  return {
    kind: 'steps',
    id: REFRESH_JOBS[0],
    notes: ['The newest images of all bases, as a change of the base locks.'],
    if: ownedIf(facts, "github.event_name == 'schedule' || inputs.task == 'refresh'"),
    permissions: { contents: 'read', ...readPermissions(facts) },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    outputs: { changed: expression('steps.refresh.outputs.changed') },
    steps: [
      ...setUpSteps(facts, { ref: options.defaultBranch }),
      {
        kind: 'run',
        name: 'Look for newer bases',
        id: 'refresh',
        run: [
          '# One module whose bases cannot be looked for keeps those of no other back.',
          'status=0',
          `${MODULE_IMAGES} refresh || status=$?`,
          "git add --all -- ':(glob)**/image-lock.json'",
          `git diff --cached --binary > "$RUNNER_TEMP/${PATCH}"`,
          `if [[ -s $RUNNER_TEMP/${PATCH} ]]; then`,
          '  echo "changed=true" >> "$GITHUB_OUTPUT"',
          'else',
          '  echo "::notice::There is no newer base."',
          'fi',
          'exit "$status"',
        ],
      },
      {
        kind: 'uses',
        action: 'actions/upload-artifact',
        if: "!cancelled() && steps.refresh.outputs.changed == 'true'",
        with: { name: 'refresh', path: { template: `\${{ runner.temp }}/${PATCH}` }, overwrite: true },
      },
    ],
  }
}

function pullRequestJob(facts: WorkflowFacts): StepsJob {
  const { options } = facts
  return {
    kind: 'steps',
    id: REFRESH_JOBS[1],
    notes:
      options.refresh === 'publish'
        ? [`The pull request with them, whose test builds are started here. ${AFFECTED_FILE} merges it once they have passed.`]
        : ['The pull request with them, whose test builds are started here. Merging it is what builds and publishes.'],
    needs: [REFRESH_JOBS[0]],
    if: `!cancelled() && needs.${REFRESH_JOBS[0]}.outputs.changed == 'true'`,
    permissions: { actions: 'write', contents: 'write', 'pull-requests': 'write' },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: ASKING_JOB,
    steps: [
      { kind: 'uses', action: 'actions/checkout', with: { 'persist-credentials': false, ref: options.defaultBranch } },
      downloadStep('refresh'),
      {
        kind: 'run',
        name: 'Open a pull request',
        env: { GH_TOKEN, GH_REPO, BRANCH: REFRESH_BRANCH, BASE_BRANCH: options.defaultBranch },
        run: openPullRequest(),
      },
    ],
  }
}

/** Nothing but base locks is taken from the patch. */
function openPullRequest(): string[] {
  return [
    `git apply --index --include='image-lock.json' --include='*/image-lock.json' "$RUNNER_TEMP/${PATCH}"`,
    "git config user.name 'github-actions[bot]'",
    "git config user.email '41898282+github-actions[bot]@users.noreply.github.com'",
    'git switch --force-create "$BRANCH"',
    "git commit --quiet --message 'Refresh the bases of all images'",
    'gh auth setup-git',
    'git push --force origin "$BRANCH"',
    'if [[ $(gh pr list --head "$BRANCH" --state open --json number --jq length) == 0 ]]; then',
    '  gh pr create --head "$BRANCH" --base "$BASE_BRANCH" --title \'Refresh the bases of all images\' \\',
    "    --body 'The newest images of all bases. Merging this builds every module on them and publishes it.'",
    'fi',
    `gh workflow run ${AFFECTED_FILE} --ref "$BRANCH"`,
  ]
}
