import { join } from 'node:path/posix'
import { GH_REPO, GH_TOKEN } from './common-steps.js'
import type { Permissions, Step, Value } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

export interface IssueText {
  readonly env: Readonly<Record<string, Value>>
  /** Lines for bash that set `title`. */
  readonly title: readonly string[]
  /** Lines for bash that print the text. */
  readonly text: readonly string[]
}

/** The address of the run, for the text. */
export const RUN_URL: Value = { template: '${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}' }

/** What a job needs that opens an issue. */
export function issuePermissions({ options }: WorkflowFacts): Permissions {
  return { ...(options.issueTemplate === undefined ? {} : { contents: 'read' }), issues: 'write' }
}

/** Opens an issue of this title, or adds to the one that is open: a failure that lasts is one issue. Only issues of the workflows' own count. */
export function issueSteps(facts: WorkflowFacts, { env, title, text }: IssueText): Step[] {
  const { issueLabels } = facts.options
  const labels = issueLabels.map(quoteWord)
  return [
    ...templateSteps(facts),
    {
      kind: 'run',
      name: 'Open an issue, or add to the open one',
      env: { GH_TOKEN, GH_REPO, ...env },
      run: [
        'cd "$RUNNER_TEMP"',
        ...title,
        '{',
        ...(facts.options.issueTemplate === undefined ? [] : ['  cat template.md', '  echo']),
        ...text.map((line) => `  ${line}`),
        '} > issue.md',
        'export title',
        'number=$(gh issue list --app github-actions --state open --limit 500 --json number,title \\',
        "  --jq 'map(select(.title == env.title))[0].number // empty')",
        'if [[ -n $number ]]; then',
        '  gh issue comment "$number" --body-file issue.md',
        'else',
        ...labels.map((label) => `  gh label create ${label} 2> /dev/null || true`),
        `  gh issue create --title "$title" --body-file issue.md${labels.map((label) => ` --label ${label}`).join('')}`,
        'fi',
      ],
    },
  ]
}

/** The text of a repository's own template, without its settings between `---`. */
function templateSteps({ options, folder }: WorkflowFacts): Step[] {
  if (options.issueTemplate === undefined) return []
  return [
    {
      kind: 'run',
      name: 'Read the template',
      env: { GH_TOKEN, TEMPLATE: join(folder, options.issueTemplate) },
      run: [
        'gh api "repos/$GITHUB_REPOSITORY/contents/$TEMPLATE?ref=$GITHUB_SHA" -H "Accept: application/vnd.github.raw" |',
        `  awk 'NR == 1 && /^---/ { skip = 1; next } skip && /^---/ { skip = 0; next } !skip' > "$RUNNER_TEMP/template.md"`,
      ],
    },
  ]
}

/** One word for bash. */
export function quoteWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
