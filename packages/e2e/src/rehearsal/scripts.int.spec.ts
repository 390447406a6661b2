import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOrThrow } from '../process/run-command.js'
import { githubContext, githubVariables, type RehearsalEvent } from './event.js'
import { createRepository, type Repository } from './repository.js'
import { runSteps } from './run-steps.js'
import { runWorkflow } from './run-workflow.js'
import { isTriggered } from './triggers.js'

/** The scripts of the reviewed workflows, run for real with git and bash; the installed commands only note what they were asked for. */
const GOLDEN = join(import.meta.dirname, '../../../workflows/src/golden')
/** The workflows of a workspace at the top of its repository, and of one below it. */
const WORKSPACES = [
  { golden: GOLDEN, folder: '' },
  { golden: `${GOLDEN}-nested`, folder: "work/it's: #1 [a]* $(touch x)" },
]
const SHARED = ['docker_affected.yml', 'docker_all-modules.yml', 'build-push-docker-module.yml']
const COMMAND = `#!/usr/bin/env bash
set -euo pipefail
set -- "$(basename "$0")" "$@"
echo "$*\${MODULE_IMAGES_TAGS:+ with tags $MODULE_IMAGES_TAGS}" >> "$COMMAND_LOG"
case "$*" in
  'module-images plan'*)
    levels='[{"include":[{"name":"x","modules":"x","key":"key-x"}]}]'
    while (($# > 1)); do
      if [[ $1 == --tested ]] && grep --quiet --line-regexp key-x "$2"; then levels='[]'; fi
      shift
    done
    echo "{\\"levels\\":$levels,\\"promote\\":\${PROMOTE:-[]}}"
    exit "\${PLAN_ENDS:-0}"
    ;;
  'module-images refresh')
    if [[ -n $NEWEST ]]; then mkdir -p modules/x; echo "$NEWEST" > modules/x/image-lock.json; fi
    exit "\${REFRESH_FAILS:-0}"
    ;;
  'module-images digests'*) [[ -z \${DIGESTS_FAIL:-} ]] || exit 1; echo "pins of $TAG" > "\${@: -1}" ;;
  'module-images catalogue'*) mkdir -p dist/catalogue; echo "page of $TAG" > dist/catalogue/index.html ;;
  'nx run-many -t docker-push'*)
    printf '%s\\n' '| module | outcome | why |' '| --- | --- | --- |' '| w | pushed | new |' '| x | failed | no disk |' > "$GITHUB_STEP_SUMMARY"
    exit "\${FAILS:-0}"
    ;;
esac
`

describe.each(WORKSPACES)('in the folder $folder', ({ golden, folder: below }) => {
  const sandbox = realpathSync(mkdtempSync(join(tmpdir(), 'mi-scripts-')))
  const [root, bin, gh, packages] = ['workspace', 'bin', 'gh', 'packages'].map((name) => join(sandbox, name)) as [
    string,
    string,
    string,
    string,
  ]
  const person = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'E2E'],
      [`GIT_${who}_EMAIL`, 'e2e@example.org'],
    ]),
  ) as Record<string, string>
  const env = { PATH: process.env['PATH'] ?? '', HOME: sandbox, GIT_CONFIG_NOSYSTEM: '1', ...person }
  let repository: Repository
  let jobs = 0

  beforeAll(async () => {
    const commands = join(packages, 'node_modules/.bin')
    for (const folder of [bin, gh, join(gh, 'caches'), commands, join(root, '.github/workflows')]) mkdirSync(folder, { recursive: true })
    for (const file of SHARED) cpSync(join(golden, file), join(root, '.github/workflows', file))
    mkdirSync(join(root, below), { recursive: true })
    writeFileSync(join(root, below, 'nx.json'), '{}')
    for (const name of ['nx', 'module-images']) writeFileSync(join(commands, name), COMMAND, { mode: 0o755 })
    const git = (...args: string[]) => runOrThrow({ command: 'git', args, cwd: root, env })
    await git('init', '--quiet', '--initial-branch=main')
    const commit = async () => {
      await git('add', '--all')
      await git('commit', '--quiet', '--message', 'x')
      return git('rev-parse', 'HEAD')
    }
    repository = await createRepository({ sandbox, env, git, commit })
  })
  afterAll(() => rmSync(sandbox, { recursive: true, force: true }))

  /** What the jobs of an event asked for, and how each ended. */
  async function happen(event: RehearsalEvent, more: Record<string, string> = {}) {
    const facts = await repository.factsOf(event)
    const workflows = await repository.workflowsAt(facts.sha)
    const log = join(sandbox, `commands-${(jobs += 1)}.log`)
    writeFileSync(log, '')
    const ended: Record<string, string> = {}
    for (const workflow of workflows.values()) {
      if (!isTriggered(workflow, facts)) continue
      const github = githubContext(facts, { id: 7, workflow: workflow.name })
      const stubs = {
        COMMAND_LOG: log,
        REHEARSAL_PACKAGES: join(packages, 'node_modules'),
        REHEARSAL_GH: gh,
        REHEARSAL_ORIGIN: `file://${repository.origin}`,
      }
      const PATH = [bin, join(import.meta.dirname, 'bin'), env.PATH].join(':')
      const actions = {
        origin: repository.origin,
        sha: facts.sha,
        ref: facts.ref,
        git: env,
        artifacts: join(sandbox, 'artifacts'),
        caches: join(gh, 'caches'),
      }
      const signal = new AbortController().signal
      const inputs = event.kind === 'workflow_dispatch' ? event.inputs : {}
      const run = await runWorkflow(workflow, inputs, {
        ...{ workflows, github, signal, readOnly: false },
        runSteps: async (job) => {
          const folder = join(sandbox, `job-${(jobs += 1)}`)
          const done = await runSteps(job, {
            ...{ folder, signal, actions, watch: () => undefined, identity: {} },
            env: { ...env, ...githubVariables(github), ...stubs, PATH, ...more },
          })
          const used = join(folder, 'work', below, 'node_modules')
          if (existsSync(used)) renameSync(used, join(packages, 'node_modules'))
          return done
        },
      })
      for (const job of run.jobs) ended[job.name] = job.result
    }
    const asked = readFileSync(log, 'utf8')
      .replaceAll(sandbox, '')
      .replaceAll(/\/job-\d+\/temp/g, 'TEMP')
    return { ended, asked: asked.trimEnd().split('\n') }
  }

  const noted = (what: string) => readFileSync(join(gh, what), 'utf8')
  const TAGS = 'with tags v1.0.0'

  const CHECKED = ['nx sync:check', 'nx affected -t docker-check --base=HEAD^1 --head=HEAD', 'module-images lock --check']

  it('a pull request plans against its base, checks and builds, and builds nothing again that has passed', async () => {
    await repository.branch('change', () => writeFileSync(join(root, 'a.txt'), '1'))
    const event = { kind: 'pull_request', number: 1, head: 'change', base: 'main', fork: false } as const
    const planned = [
      'module-images plan --github-matrix --affected --base HEAD^1 --flat --tested TEMP/tested.txt',
      'module-images diff --since HEAD^1 --markdown',
    ]
    expect(await happen(event)).toEqual({
      ended: { plan: 'success', check: 'success', 'Test build of x / test-build': 'success', 'docker-images': 'success' },
      asked: [...planned, ...CHECKED, 'nx run-many -t docker-build --projects=x'],
    })
    expect(await happen(event)).toEqual({
      ended: { plan: 'success', check: 'success', 'docker-images': 'success' },
      asked: [...planned, ...CHECKED],
    })
    // What one pull request has tested is nothing to another.
    expect((await happen({ ...event, number: 2 })).ended).toHaveProperty('Test build of x / test-build')
  })

  it('a merge queue plans against what is merged into, and reports', async () => {
    const { ended, asked } = await happen({ kind: 'merge_group', number: 1, head: 'change', base: 'main' })
    expect(ended).toEqual({ plan: 'success', check: 'success', 'Test build of x / test-build': 'success', 'docker-images': 'success' })
    const base = (await repository.factsOf({ kind: 'push', branch: 'main' })).sha
    expect(asked[0]).toBe(`module-images plan --github-matrix --affected --base ${base} --flat`)
  })

  it('modules that cannot be built keep no other from being built, and the run from being green', async () => {
    const event = { kind: 'pull_request', number: 3, head: 'change', base: 'main', fork: false } as const
    expect((await happen(event, { PLAN_ENDS: '3' })).ended).toEqual({
      plan: 'failure',
      check: 'success',
      'Test build of x / test-build': 'success',
      'docker-images': 'failure',
    })
    expect((await happen(event, { PLAN_ENDS: '1' })).ended).toEqual({ plan: 'failure', check: 'success', 'docker-images': 'failure' })
  })

  it('a push publishes what is missing, and asks for no more', async () => {
    expect(await happen({ kind: 'push', branch: 'main' })).toEqual({
      ended: { plan: 'success', 'Publish x / push': 'success', 'docker-images': 'success' },
      asked: ['module-images plan --github-matrix', 'nx run-many -t docker-push --projects=x --prune'],
    })
  })

  it.each([
    ['tags have to be moved', { PROMOTE: '["y"]' }, 'success'],
    ['something failed', { FAILS: '1' }, 'failure'],
  ])('a push looks at all modules once more where %s', async (_, env, result) => {
    const { ended, asked } = await happen({ kind: 'push', branch: 'main' }, env)
    expect(ended).toMatchObject({ 'Publish the rest / push': result, 'docker-images': result })
    expect(asked).toContain('nx run-many -t docker-push --prune')
  })

  it('a start by hand publishes on the default branch, and test-builds on any other', async () => {
    const byHand = (branch: string) => happen({ kind: 'workflow_dispatch', workflow: 'docker_affected.yml', branch, inputs: {} })
    expect((await byHand('main')).ended).toEqual({ plan: 'success', 'Publish x / push': 'success', 'docker-images': 'success' })
    const { ended, asked } = await byHand('change')
    expect(ended).toEqual({ plan: 'success', 'Test build of x / test-build': 'success', 'docker-images': 'success' })
    expect(asked[0]).toBe('module-images plan --github-matrix --affected --base origin/main --flat')
  })

  it('a release publishes under its tag, and what failed makes one issue', async () => {
    await repository.tag('v1.0.0')
    expect(await happen({ kind: 'release', tag: 'v1.0.0' }, { FAILS: '1' })).toEqual({
      ended: {
        plan: 'success',
        'Publish x / push': 'failure',
        'Publish the rest / push': 'failure',
        digests: 'success',
        attach: 'success',
        report: 'success',
      },
      asked: [
        `module-images plan --github-matrix ${TAGS}`,
        `nx run-many -t docker-push --projects=x --prune ${TAGS}`,
        `nx run-many -t docker-push --prune ${TAGS}`,
        // What is published is attached all the same.
        'module-images digests --tags v1.0.0 --output TEMP/digests.json',
        'module-images digests --tags v1.0.0 --output TEMP/containers.config',
        'module-images catalogue --tags v1.0.0',
      ],
    })
    await happen({ kind: 'release', tag: 'v1.0.0' }, { FAILS: '1' })
    expect(noted('comments.md').split('\n')[0]).toContain('Not all images could be published under v1.0.0')
    expect(noted('issues.md').split('\n')).toEqual([
      '# Images were not published: v1.0.0',
      'Not all images could be published under v1.0.0: see [the run](https://github.example/lab/analysis/actions/runs/7).',
      '',
      'Fix the cause, then run its failed jobs again. What is published already stays as it is.',
      '',
      ...['| module | outcome | why |', '| --- | --- | --- |', '| x | failed | no disk |', ''],
    ])
  })

  it('a release that is published carries digests and catalogue', async () => {
    await repository.tag('v1.0.1')
    const { ended, asked } = await happen({ kind: 'release', tag: 'v1.0.1' })
    expect(ended).toEqual({ plan: 'success', 'Publish x / push': 'success', digests: 'success', attach: 'success' })
    expect(asked.slice(-3)).toEqual([
      'module-images digests --tags v1.0.1 --output TEMP/digests.json',
      'module-images digests --tags v1.0.1 --output TEMP/containers.config',
      'module-images catalogue --tags v1.0.1',
    ])
    const attached = ['digests.json', 'containers.config'].map((file) => noted(`releases/v1.0.1/${file}`))
    expect(attached).toEqual(['pins of v1.0.1\n', 'pins of v1.0.1\n'])
    expect(gunzipSync(readFileSync(join(gh, 'releases/v1.0.1/catalogue.tar.gz'))).toString()).toMatch(
      /^catalogue\/\0[^]*page of v1\.0\.1\n/,
    )
  })

  it('a release whose digests are not complete makes an issue of it, and carries what there is', async () => {
    await repository.tag('v1.0.2')
    rmSync(join(gh, 'issues.md'), { force: true })
    const { ended } = await happen({ kind: 'release', tag: 'v1.0.2' }, { DIGESTS_FAIL: '1' })
    expect(ended).toEqual({ plan: 'success', 'Publish x / push': 'success', digests: 'failure', attach: 'success', report: 'success' })
    expect(readdirSync(join(gh, 'releases/v1.0.2'))).toEqual(['catalogue.tar.gz'])
    expect(noted('issues.md').split('\n')).toEqual([
      '# Digests and catalogue are not complete: v1.0.2',
      'All images are published under v1.0.2, but digests and catalogue of the release are not complete: see [the run](https://github.example/lab/analysis/actions/runs/7).',
      '',
      'Fix the cause, then run its failed jobs again. What is published already stays as it is.',
      '',
      '',
    ])
  })

  it.each([
    ['2026-11-02', 'success', 2],
    ['nightly', 'success', 0],
    ['v1.0.0,latest', 'failure', 0],
  ])('a release %s ends its plan with %s', async (tag, plan, pushes) => {
    await repository.tag(tag)
    const { ended, asked } = await happen({ kind: 'release', tag })
    expect(ended['plan']).toBe(plan)
    expect(asked.filter((line) => line.startsWith('nx') || line.includes('plan'))).toHaveLength(pushes)
  })

  it('a refresh that fails makes an issue', async () => {
    const { ended } = await happen({ kind: 'schedule', cron: '23 5 1 * *' }, { NEWEST: '', REFRESH_FAILS: '1' })
    expect(ended).toEqual({ refresh: 'failure', report: 'success' })
    expect(noted('issues.md')).toContain('# The bases of the images were not refreshed\n')
  })

  it('a refresh opens one pull request, renews it, and starts its test builds', async () => {
    const refresh = { kind: 'schedule', cron: '23 5 1 * *' } as const
    expect(await happen(refresh, { NEWEST: '1' })).toEqual({
      ended: { refresh: 'success', 'refresh-pull-request': 'success' },
      asked: ['module-images refresh'],
    })
    expect(noted('pull-request')).toContain('--head\nmodule-images/refresh\n--base\nmain\n')
    const first = (await repository.factsOf({ kind: 'push', branch: 'module-images/refresh' })).sha
    expect((await happen(refresh, { NEWEST: '2' })).ended).toEqual({ refresh: 'success', 'refresh-pull-request': 'success' })
    expect((await repository.factsOf({ kind: 'push', branch: 'module-images/refresh' })).sha).not.toBe(first)
    expect(noted('dispatched')).toBe('docker_affected.yml module-images/refresh\n'.repeat(2))
  })

  it('a refresh of which one module fails opens the pull request of the others, and makes an issue', async () => {
    rmSync(join(gh, 'issues.md'), { force: true })
    const { ended } = await happen({ kind: 'schedule', cron: '23 5 1 * *' }, { NEWEST: '3', REFRESH_FAILS: '1' })
    expect(ended).toEqual({ refresh: 'failure', 'refresh-pull-request': 'success', report: 'success' })
    expect(noted('issues.md')).toContain('# The bases of the images were not refreshed\n')
  })

  it('a push started by hand elsewhere than on the default branch fails, and says so', async () => {
    const event = {
      kind: 'workflow_dispatch',
      workflow: 'docker_all-modules.yml',
      branch: 'change',
      inputs: { task: 'publish', tags: '' },
    } as const
    const { ended, asked } = await happen(event)
    expect(ended).toMatchObject({ plan: 'success', 'Publish x / push': 'failure', 'Publish the rest / push': 'failure' })
    expect(asked.filter((line) => line.startsWith('nx'))).toEqual([])
  })

  it('the task "build" builds, and pushes nothing', async () => {
    const inputs = { task: 'build', tags: '' }
    const { ended, asked } = await happen({ kind: 'workflow_dispatch', workflow: 'docker_all-modules.yml', branch: 'main', inputs })
    expect(ended).toEqual({ plan: 'success', 'Build x / test-build': 'success' })
    expect(asked).toEqual(['module-images plan --github-matrix --flat', 'nx run-many -t docker-build --projects=x'])
  })

  it('a start by hand on the tag of a release publishes under it', async () => {
    const inputs = { task: 'publish', tags: '' }
    const { ended, asked } = await happen({ kind: 'workflow_dispatch', workflow: 'docker_all-modules.yml', branch: 'v1.0.0', inputs })
    expect(ended).toEqual({ plan: 'success', 'Publish x / push': 'success', digests: 'success', attach: 'success' })
    expect(asked[0]).toBe(`module-images plan --github-matrix ${TAGS}`)
  })
})
