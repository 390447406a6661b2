/** One thing that happens to a repository, and what the workflows make of it. */
export interface Case {
  readonly name: string
  readonly event: string
  /** Modules whose images are built and thrown away. */
  readonly testBuilt: readonly string[]
  /** Modules with a new image in the registry, or with a new tag on the one that was there. */
  readonly published: readonly string[]
  readonly note: string
}

/**
 * In the order they are rehearsed: one history of a repository with the modules `base`, `child` (which starts from it), `solo` and `outer`.
 * These come first, and in every run of the tests.
 */
const ALWAYS = [
  one(
    'first push',
    'push to main',
    [],
    ['base', 'child', 'outer', 'solo'],
    'parents before children, one job per module; `outer` on its own runner',
  ),
  one('lockfile change', 'pull request', ['solo'], [], 'no credentials, `contents: read`'),
  one('second push', 'pull request, pushed again', [], [], 'what has passed is not built again'),
  one('second push of the lockfile', 'pull request, pushed again', ['solo'], [], 'another key, so it is built'),
  one('merge queue', 'merge group', ['solo'], [], '`docker-images` reports there too'),
  one('merge', 'push to main', [], ['solo'], 'attested; the other modules stay as they are'),
  one('docs-only merge', 'push to main', [], [], 'no job starts that could wait for a reviewer'),
  one('base and child', 'pull request', ['base', 'child'], [], 'the job of `child` also builds the changed `base`'),
  one('fork', 'pull request from a fork', ['child'], [], 'like any pull request: nothing in it needs a secret'),
  one('failed build', 'pull request', ['solo'], [], '`docker-images` fails; the other module’s job goes on'),
  one('failed push', 'push to main', [], [], 'AWS refuses the role for `base` and `child`: the run fails and nothing is published'),
  one('re-run after failure', 'the same push again', [], ['base', 'child'], '`child` waits for `base` and finds it in the registry'),
  one(
    'release when nothing changed',
    'release v1.1.0',
    [],
    ['base', 'child', 'outer', 'solo'],
    'tags by digest: nothing is built or uploaded',
  ),
] as const satisfies readonly Case[]

/** The rest of the history. */
const LONG = [
  one('code-only change', 'pull request', [], [], 'one short job, and the check; the module’s own test runs in the published image'),
  one('two modules', 'pull request', ['child', 'solo'], [], 'side by side'),
  one('new inactive module', 'pull request', [], [], 'its workflows only start by hand'),
  one('activation', 'pull request', ['fresh'], [], 'project.json is among the build inputs'),
  one('merge of the activation', 'push to main', [], ['fresh'], 'its first image'),
  one('renamed module', 'pull request', ['sole'], [], 'its workflows have the new name after `nx sync`'),
  one('dispatch during a push', 'push to main; a start by hand', [], ['child'], 'the start by hand waits, and finds nothing to do'),
  one(
    'short sign-in',
    'push to main',
    [],
    ['solo'],
    'a sign-in has expired before it is used, and the role’s session expires after seconds: the job asks for new ones',
  ),
  one('cancelled push', 'push to main, cancelled', [], [], 'no tag names an incomplete image'),
  one(
    'version release',
    'release v1.2.0',
    [],
    ['base', 'child', 'fresh', 'outer', 'sole'],
    'builds what the cancelled run left undone; `latest` does not move',
  ),
  one('deleted module', 'push to main', [], ['sole'], 'the deleted module’s images stay; `latest` of the others is corrected'),
  one('dated release', 'release 2026-11-02', [], ['base', 'child', 'outer', 'sole'], 'the same as for a version'),
  one('release of something else', 'release nightly', [], [], 'one short job'),
  one('pushed tag', 'tag v1.3.0', [], ['base', 'child', 'outer', 'sole'], 'there is no release, so nothing is attached'),
  one(
    'release by a workflow',
    'the end of that workflow',
    [],
    ['base', 'child', 'outer', 'sole'],
    'GitHub starts nothing for it, so the job looks up the newest release',
  ),
  one(
    'monthly refresh',
    'schedule',
    ['base', 'child', 'outer', 'sole'],
    [],
    'opens a pull request with the moved base and starts its test builds',
  ),
  one(
    'unattended refresh',
    'schedule',
    ['base', 'child', 'outer', 'sole'],
    ['base', 'child', 'outer', 'sole'],
    'with `refresh: "publish"`: merged once the test builds have passed, then published',
  ),
  one('failing refresh', 'schedule', ['base', 'child', 'sole'], [], 'a moved base breaks `outer`: nothing is merged, and an issue says so'),
] as const satisfies readonly Case[]

export const CASES = [...ALWAYS, ...LONG] as const

export type CaseName = (typeof CASES)[number]['name']

function one<const Name extends string>(name: Name, event: string, testBuilt: string[], published: string[], note: string) {
  return { name, event, testBuilt, published, note }
}

/** `MI_REHEARSAL=all`, set by `npm run test:rehearsal`; else the first cases. */
export function isLong(env: NodeJS.ProcessEnv): boolean {
  return env['MI_REHEARSAL'] === 'all'
}

/** The tables of docs/ci.md: of every run, and of the long one. */
export function renderCases(): readonly [string, string] {
  return [renderTable(ALWAYS), renderTable(LONG)]
}

function renderTable(cases: readonly Case[]): string {
  const rows = cases.map(({ name, event, testBuilt, published, note }) => [name, event, list(testBuilt), list(published), note])
  const head = ['case', 'event', 'test-built', 'published', 'worth knowing']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function list(modules: readonly string[]): string {
  return modules.length === 0 ? '—' : modules.map((name) => `\`${name}\``).join(', ')
}
