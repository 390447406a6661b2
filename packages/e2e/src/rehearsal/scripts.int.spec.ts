import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOrThrow } from '../process/run-command.js'
import { githubContext, githubVariables, type RehearsalEvent } from './event.js'
import { createRepository, type Repository } from './repository.js'
import { runSteps } from './run-steps.js'
import { runWorkflow } from './run-workflow.js'
import { isTriggered } from './triggers.js'

/** The scripts of the reviewed workflows, run for real with git and bash; `npx` only notes what it was asked for. */
const GOLDEN = join(import.meta.dirname, '../../../workflows/src/golden')
/** The workflows of a workspace at the top of its repository, and of one below it. */
const WORKSPACES = [
  { golden: GOLDEN, folder: '' },
  { golden: `${GOLDEN}-nested`, folder: "work/it's: #1 [a]* $(touch x)" },
]
const SHARED = ['docker_affected.yml', 'docker_all-modules.yml', 'build-push-docker-module.yml']
const NPX = `#!/usr/bin/env bash
set -euo pipefail
echo "$*\${MODULE_IMAGES_TAGS:+ with tags $MODULE_IMAGES_TAGS}" >> "$NPX_LOG"
case "$*" in
  'module-images plan'*) echo '{"levels":[{"include":[{"name":"x","modules":"x"}]}]}' ;;
  'module-images refresh') mkdir -p modules/x; echo "$NEWEST" > modules/x/image-lock.json ;;
  'module-images subjects') echo "${'a'.repeat(64)}  registry.example/x" ;;
  'module-images digests'*) [[ -z \${DIGESTS_FAIL:-} ]] || exit 1; echo "pins of $TAG" > "\${@: -1}" ;;
  'module-images catalogue'*) mkdir -p dist/catalogue; echo "page of $TAG" > dist/catalogue/index.html ;;
  'nx run-many -t docker-push'*)
    printf '%s\\n' '| module | what happened | why |' '| --- | --- | --- |' '| w | pushed | new |' '| x | failed | no disk |' > "$GITHUB_STEP_SUMMARY"
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
    for (const folder of [bin, gh, join(packages, 'node_modules'), join(root, '.github/workflows')]) mkdirSync(folder, { recursive: true })
    for (const file of SHARED) cpSync(join(golden, file), join(root, '.github/workflows', file))
    mkdirSync(join(root, below), { recursive: true })
    writeFileSync(join(root, below, 'nx.json'), '{}')
    writeFileSync(join(bin, 'npx'), NPX, { mode: 0o755 })
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
    const log = join(sandbox, `npx-${(jobs += 1)}.log`)
    writeFileSync(log, '')
    const ended: Record<string, string> = {}
    for (const workflow of workflows.values()) {
      if (!isTriggered(workflow, facts)) continue
      const github = githubContext(facts, { id: 7, workflow: workflow.name })
      const stubs = {
        NPX_LOG: log,
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
        aws: () => ({ AWS_ACCESS_KEY_ID: 'k' }),
      }
      const signal = new AbortController().signal
      const inputs = event.kind === 'workflow_dispatch' ? event.inputs : {}
      const run = await runWorkflow(workflow, inputs, {
        ...{ workflows, github, signal, readOnly: false },
        runSteps: async (job) => {
          const folder = join(sandbox, `job-${(jobs += 1)}`)
          const done = await runSteps(job, {
            ...{ folder, signal, actions, watch: () => undefined },
            env: { ...env, ...githubVariables(github), ...stubs, PATH, ...more },
          })
          const used = join(folder, 'work', below, 'node_modules')
          if (existsSync(used)) renameSync(used, join(packages, 'node_modules'))
          return done
        },
      })
      for (const job of run.jobs) ended[job.name] = job.result
    }
    return { ended, asked: readFileSync(log, 'utf8').trimEnd().split('\n') }
  }

  const noted = (what: string) => readFileSync(join(gh, what), 'utf8')
  const TAGS = 'with tags v1.0.0'

  it('a pull request plans against its base and builds', async () => {
    await repository.branch('change', () => writeFileSync(join(root, 'a.txt'), '1'))
    expect(await happen({ kind: 'pull_request', number: 1, head: 'change', base: 'main', fork: false })).toEqual({
      ended: { plan: 'success', 'Test build of x / test-build': 'success', 'docker-images': 'success' },
      asked: [
        'module-images plan --affected --base origin/main --github-matrix --flat',
        'module-images diff --since origin/main --markdown',
        'nx run-many -t docker-build --projects=x',
      ],
    })
  })

  it('a push publishes what is missing, then all', async () => {
    expect(await happen({ kind: 'push', branch: 'main' })).toEqual({
      ended: { plan: 'success', 'Publish x / push': 'success', 'Publish the rest / push': 'success', 'docker-images': 'success' },
      asked: [
        'module-images plan --github-matrix',
        ...['nx run-many -t docker-push --projects=x --prune', 'module-images subjects'],
        ...['nx run-many -t docker-push --prune', 'module-images subjects'],
      ],
    })
  })

  it('a release publishes under its tag, and what failed makes one issue', async () => {
    await repository.tag('v1.0.0')
    expect(await happen({ kind: 'release', tag: 'v1.0.0' }, { FAILS: '1' })).toEqual({
      ended: { plan: 'success', 'Publish x / push': 'failure', 'Publish the rest / push': 'failure', report: 'success' },
      asked: [
        `module-images plan --github-matrix ${TAGS}`,
        ...[`nx run-many -t docker-push --projects=x --prune ${TAGS}`, 'module-images subjects'],
        ...[`nx run-many -t docker-push --prune ${TAGS}`, 'module-images subjects'],
      ],
    })
    expect(noted('issues.md').split('\n')).toEqual([
      '# Images were not published: v1.0.0',
      'Not all images could be published under v1.0.0: see [the run](https://github.example/lab/analysis/actions/runs/7).',
      '',
      'Fix the cause, then run its failed jobs again. What is published already stays as it is.',
      '',
      ...['| module | what happened | why |', '| --- | --- | --- |', '| x | failed | no disk |', ''],
    ])
  })

  it('a release that is published carries digests and catalogue', async () => {
    await repository.tag('v1.0.1')
    const { ended, asked } = await happen({ kind: 'release', tag: 'v1.0.1' })
    expect(ended).toEqual({ plan: 'success', 'Publish x / push': 'success', 'Publish the rest / push': 'success', attach: 'success' })
    expect(asked.slice(-3)).toEqual([
      'module-images digests --tags v1.0.1 --output digests.json',
      'module-images digests --tags v1.0.1 --output containers.config',
      'module-images catalogue --tags v1.0.1',
    ])
    const attached = ['digests.json', 'containers.config', 'catalogue.html'].map((file) => noted(`releases/v1.0.1/${file}`))
    expect(attached).toEqual(['pins of v1.0.1\n', 'pins of v1.0.1\n', 'page of v1.0.1\n'])
  })

  it('a release whose digests cannot be attached makes an issue of it', async () => {
    await repository.tag('v1.0.2')
    rmSync(join(gh, 'issues.md'), { force: true })
    const { ended } = await happen({ kind: 'release', tag: 'v1.0.2' }, { DIGESTS_FAIL: '1' })
    expect(ended).toMatchObject({ 'Publish the rest / push': 'success', attach: 'failure', report: 'success' })
    expect(existsSync(join(gh, 'releases/v1.0.2'))).toBe(false)
    expect(noted('issues.md').split('\n')).toEqual([
      '# Digests and catalogue are not at the release: v1.0.2',
      'All images are published under v1.0.2, but digests and catalogue could not be attached to the release: see [the run](https://github.example/lab/analysis/actions/runs/7).',
      '',
      'Fix the cause, then run its failed jobs again. What is published already stays as it is.',
      '',
      '',
    ])
  })

  it.each([
    ['2026-11-02', 'success', 3],
    ['nightly', 'success', 0],
    ['v1.0.0,latest', 'failure', 0],
  ])('a release %s ends its plan with %s', async (tag, plan, pushes) => {
    await repository.tag(tag)
    const { ended, asked } = await happen({ kind: 'release', tag })
    expect(ended['plan']).toBe(plan)
    expect(asked.filter((line) => line.startsWith('nx') || line.includes('plan'))).toHaveLength(pushes)
  })

  it('a refresh opens one pull request, renews it, and starts its test builds', async () => {
    const refresh = { kind: 'schedule', cron: '23 5 1 * *' } as const
    expect(await happen(refresh, { NEWEST: '1' })).toEqual({ ended: { refresh: 'success' }, asked: ['module-images refresh'] })
    expect(noted('pull-request')).toContain('--head\nmodule-images/refresh\n--base\nmain\n')
    const first = (await repository.factsOf({ kind: 'push', branch: 'module-images/refresh' })).sha
    expect((await happen(refresh, { NEWEST: '2' })).ended).toEqual({ refresh: 'success' })
    expect((await repository.factsOf({ kind: 'push', branch: 'module-images/refresh' })).sha).not.toBe(first)
    expect(noted('dispatched')).toBe('docker_affected.yml module-images/refresh\n'.repeat(2))
  })

  it('a push started by hand elsewhere than on the default branch fails, and says so', async () => {
    const event = {
      kind: 'workflow_dispatch',
      workflow: 'docker_all-modules.yml',
      branch: 'change',
      inputs: { task: 'publish', tags: '' },
    } as const
    const { ended, asked } = await happen(event)
    expect(ended).toMatchObject({ plan: 'success', 'Publish the rest / push': 'failure' })
    expect(asked.filter((line) => line.startsWith('nx'))).toEqual([])
  })
})
