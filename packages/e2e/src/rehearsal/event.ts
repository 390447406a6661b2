/** Something that happens to a repository on GitHub. */
export type RehearsalEvent =
  | { readonly kind: 'pull_request'; readonly number: number; readonly head: string; readonly base: string; readonly fork: boolean }
  | { readonly kind: 'push'; readonly branch: string; readonly sha?: string }
  | { readonly kind: 'tag'; readonly tag: string }
  /** A pull request has come to the front of the queue. */
  | { readonly kind: 'merge_group'; readonly number: number; readonly head: string; readonly base: string }
  /** Another workflow has ended. */
  | { readonly kind: 'workflow_run'; readonly name: string; readonly conclusion: string }
  | { readonly kind: 'release'; readonly tag: string }
  | { readonly kind: 'schedule'; readonly cron: string }
  | {
      readonly kind: 'workflow_dispatch'
      readonly workflow: string
      readonly branch: string
      readonly inputs: Readonly<Record<string, unknown>>
    }

/** What of it a run sees. https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows */
export interface EventFacts {
  readonly event: RehearsalEvent
  readonly sha: string
  readonly ref: string
  /** Files that a pull request changes. */
  readonly changed: readonly string[]
  /** What a merge queue merges into. */
  readonly baseSha?: string
}

/** What GitHub calls it. */
export function eventName({ kind }: RehearsalEvent): string {
  return kind === 'tag' ? 'push' : kind
}

/** `github` of every job, but for the token. */
export function githubContext({ event, sha, ref, baseSha = '' }: EventFacts, run: { readonly id: number; readonly workflow: string }) {
  return {
    event_name: eventName(event),
    sha,
    ref,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    base_ref: event.kind === 'pull_request' ? event.base : '',
    head_ref: event.kind === 'pull_request' ? event.head : '',
    repository: 'lab/analysis',
    repository_owner: 'lab',
    server_url: 'https://github.example',
    run_id: run.id,
    run_number: run.id,
    workflow: run.workflow,
    event: payloadOf(event, baseSha),
  }
}

function payloadOf(event: RehearsalEvent, baseSha: string): object {
  switch (event.kind) {
    case 'release':
      return { action: 'published', release: { tag_name: event.tag } }
    case 'pull_request':
      return { pull_request: { head: { repo: { fork: event.fork } } } }
    case 'merge_group':
      return { merge_group: { base_sha: baseSha } }
    case 'workflow_run':
      return { workflow_run: { conclusion: event.conclusion, head_branch: 'main', event: 'schedule' } }
    case 'schedule':
      return { schedule: event.cron }
    default:
      return {}
  }
}

/** The same as variables of every step. */
export function githubVariables(github: ReturnType<typeof githubContext>): Record<string, string> {
  const { event: _, ...named } = github
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    ...Object.fromEntries(Object.entries(named).map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, String(value)])),
  }
}
