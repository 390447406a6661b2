import { runnerOf } from './runners.js'
import { GH_TOKEN, SHORT_JOB, setUpSteps } from './common-steps.js'
import { expression, type StepsJob } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { AFFECTED_FILE } from './workflow-files.js'

/** The branch of the one pull request that refreshes bases. */
const REFRESH_BRANCH = 'module-images/refresh'

/**
 * Opens or renews the pull request. GitHub starts no workflow for what a workflow's own token pushed, so the test builds are started
 * by name. https://docs.github.com/actions/concepts/security/github_token#when-github_token-triggers-workflow-runs
 */
export function planRefreshJob(facts: WorkflowFacts): StepsJob {
  const { options } = facts
  return {
    kind: 'steps',
    id: 'refresh',
    notes: ['A pull request with the newest images of all bases. Merging it is what builds and publishes.'],
    if: "github.event_name == 'schedule' || inputs.task == 'refresh'",
    permissions: { actions: 'write', contents: 'write', 'pull-requests': 'write' },
    runner: runnerOf(options, 'plan'),
    timeoutMinutes: SHORT_JOB,
    steps: [
      ...setUpSteps(facts, { ref: options.defaultBranch }),
      { kind: 'run', name: 'Look for newer bases', run: ['npx module-images refresh'] },
      {
        kind: 'run',
        name: 'Open a pull request',
        env: { GH_TOKEN, BRANCH: REFRESH_BRANCH, BASE_BRANCH: options.defaultBranch, GH_REPO: expression('github.repository') },
        run: pullRequest(),
      },
    ],
  }
}

function pullRequest(): string[] {
  return [
    "git config user.name 'github-actions[bot]'",
    "git config user.email '41898282+github-actions[bot]@users.noreply.github.com'",
    "git add --all -- ':(glob)**/image-lock.json'",
    'if git diff --cached --quiet; then',
    '  echo "::notice::All bases are the newest there are."',
    '  exit 0',
    'fi',
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
