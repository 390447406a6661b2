/** Something that happens to a repository on GitHub. */
export type RehearsalEvent =
  | { readonly kind: 'pull_request'; readonly number: number; readonly head: string; readonly base: string; readonly fork: boolean }
  | { readonly kind: 'push'; readonly branch: string; readonly sha?: string }
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
}

/** `github` of every job, but for the token. */
export function githubContext({ event, sha, ref }: EventFacts, run: { readonly id: number; readonly workflow: string }) {
  return {
    event_name: event.kind,
    sha,
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    base_ref: event.kind === 'pull_request' ? event.base : '',
    head_ref: event.kind === 'pull_request' ? event.head : '',
    repository: 'lab/analysis',
    server_url: 'https://github.example',
    run_id: run.id,
    run_number: run.id,
    workflow: run.workflow,
    event: event.kind === 'release' ? { action: 'published', release: { tag_name: event.tag } } : {},
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
