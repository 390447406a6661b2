import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runOrThrow } from '../process/run-command.js'
import { githubContext, githubVariables, type RehearsalEvent } from './event.js'
import { createRepository, type Repository } from './repository.js'
import { runSteps } from './run-steps.js'
import { runWorkflow } from './run-workflow.js'
import { isTriggered } from './triggers.js'

/**
 * The project's own workflows, whose scripts are run for real: .ci/run, .ci/report-failure and commitlint. `npm` and `apt-get` only note what
 * they were asked for, since the tests that they start are those this one is among.
 */
const CHECKOUT = join(import.meta.dirname, '../../../..')
const OWN = ['ci.yml', 'ci-nightly.yml', 'ci-weekly.yml'].map((file) => `.github/workflows/${file}`)
const FILES = [...OWN, '.ci/run', '.ci/report-failure', 'commitlint.config.js', 'package.json']
const NOTES = `#!/usr/bin/env bash
set -euo pipefail
echo "\${0##*/} $*" >> "$ASKED_LOG"
if [[ $* == "ci --ignore-scripts" ]]; then ln -s "$REHEARSAL_PACKAGES" node_modules; fi
[[ " $* " != *" \${FAILS:-nothing fails} "* ]]
`
const SUDO = '#!/usr/bin/env bash\nexec "$@"\n'

const sandbox = realpathSync(mkdtempSync(join(tmpdir(), 'mi-project-')))
const [root, bin, gh] = ['workspace', 'bin', 'gh'].map((name) => join(sandbox, name)) as [string, string, string]
const person = ['AUTHOR', 'COMMITTER'].flatMap((who) => [
  [`GIT_${who}_NAME`, 'E2E'],
  [`GIT_${who}_EMAIL`, 'e2e@example.org'],
])
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: sandbox,
  GIT_CONFIG_NOSYSTEM: '1',
  ...(Object.fromEntries(person) as Record<string, string>),
}
const git = (...args: string[]) => runOrThrow({ command: 'git', args, cwd: root, env })
let repository: Repository
let runs = 0

beforeAll(async () => {
  for (const folder of [bin, gh, join(root, 'packages/core'), join(root, 'tools/lint')]) mkdirSync(folder, { recursive: true })
  for (const file of FILES) cpSync(join(CHECKOUT, file), join(root, file))
  for (const folder of ['packages/core', 'tools/lint']) writeFileSync(join(root, folder, 'a'), '')
  for (const name of ['npm', 'apt-get']) writeFileSync(join(bin, name), NOTES, { mode: 0o755 })
  writeFileSync(join(bin, 'sudo'), SUDO, { mode: 0o755 })
  await git('init', '--quiet', '--initial-branch=main')
  const commit = async (message = 'Begin') => {
    await git('add', '--all')
    await git('commit', '--quiet', '--message', message)
    return git('rev-parse', 'HEAD')
  }
  repository = await createRepository({ sandbox, env, git, commit })
})
afterEach(() => {
  rmSync(gh, { recursive: true })
  mkdirSync(gh)
})
afterAll(() => rmSync(sandbox, { recursive: true, force: true }))

/** How the jobs of an event ended, with what they asked for and all they printed. */
async function happen(event: RehearsalEvent, fails = '') {
  const facts = await repository.factsOf(event)
  const workflows = await repository.workflowsAt(facts.sha)
  const log = join(sandbox, `asked-${(runs += 1)}.log`)
  writeFileSync(log, '')
  const jobs = []
  for (const workflow of [...workflows.values()].filter((one) => isTriggered(one, facts))) {
    const github = githubContext(facts, { id: runs, workflow: workflow.name })
    const stubs = { ASKED_LOG: log, FAILS: fails, REHEARSAL_PACKAGES: join(CHECKOUT, 'node_modules'), REHEARSAL_GH: gh }
    const PATH = [bin, join(import.meta.dirname, 'bin'), env.PATH].join(':')
    const actions = {
      origin: repository.origin,
      sha: facts.sha,
      ref: facts.ref,
      git: env,
      artifacts: join(sandbox, 'artifacts'),
      caches: gh,
    }
    const signal = new AbortController().signal
    const run = await runWorkflow(
      workflow,
      {},
      {
        ...{ workflows, github, signal, readOnly: event.kind === 'pull_request' && event.fork },
        runSteps: (job) =>
          runSteps(job, {
            ...{ folder: join(sandbox, `job-${(runs += 1)}`), signal, watch: () => undefined },
            ...{ actions, identity: {} },
            env: { ...env, ...githubVariables(github), ...stubs, PATH },
          }),
      },
    )
    jobs.push(...run.jobs)
  }
  return {
    ended: Object.fromEntries(jobs.map(({ name, result }) => [name, result])),
    permissions: Object.fromEntries(jobs.map(({ name, permissions }) => [name, permissions])),
    credentials: jobs.flatMap(({ credentials }) => credentials),
    log: jobs.map(({ log }) => log).join(''),
    asked: readFileSync(log, 'utf8').trimEnd().split('\n'),
  }
}

const WHOLE = ['npm ci --ignore-scripts', 'npm run prepare', 'npm run check', 'npm run test:all']
const PORTABLE = [...WHOLE.slice(0, 3), 'npm test -- --project unit']
const pull = (head: string, fork = false): RehearsalEvent => ({ kind: 'pull_request', number: 1, head, base: 'main', fork })

/** Makes a branch with one commit of this message. */
async function propose(name: string, message: string): Promise<void> {
  await git('switch', '--quiet', '--force-create', name, 'main')
  await git('commit', '--quiet', '--allow-empty', '--message', message)
  await git('push', '--quiet', '--force', 'origin', name)
  await git('switch', '--quiet', 'main')
}

describe('ci.yml', () => {
  it('checks and tests a pull request, and holds its commit messages to the rules', async () => {
    await propose('good', 'fix(core): read a heredoc\n\nIts end was taken for an instruction.')
    const { ended, permissions, credentials, asked } = await happen(pull('good', true))
    expect(ended).toEqual({
      'Commit messages': 'success',
      ...{ 'All, Node 20.19': 'success', 'All, Node 22': 'success', 'All, Node 24': 'success' },
      ...{ 'Check and unit tests, macos-latest': 'success', 'Check and unit tests, windows-latest': 'success' },
      ci: 'success',
    })
    expect(asked).toEqual(['npm ci --ignore-scripts', ...WHOLE, ...WHOLE, ...WHOLE, ...PORTABLE, ...PORTABLE])
    const { ci, ...others } = permissions
    expect(ci).toEqual({})
    for (const given of Object.values(others)) expect(given).toEqual({ contents: 'read' })
    expect(credentials).toEqual([])
  })

  it.each([
    ['Fix it', 'type-empty'],
    ['fix(elsewhere): a fault', 'scope-enum'],
  ])('refuses the message %j', async (message, rule) => {
    await propose('bad', message)
    const { ended, log } = await happen(pull('bad'))
    expect(ended).toMatchObject({ 'Commit messages': 'failure', 'All, Node 22': 'success', ci: 'failure' })
    expect(log).toContain(`[${rule}]`)
  })

  it('tests a push, which has no messages to hold to anything', async () => {
    const { ended } = await happen({ kind: 'push', branch: 'main' })
    expect(Object.keys(ended)).not.toContain('Commit messages')
    expect(ended).toMatchObject({ 'All, Node 24': 'success', ci: 'success' })
  })

  it('ends at the first of its commands that fails', async () => {
    const { ended, asked } = await happen({ kind: 'push', branch: 'main' }, 'check')
    expect(ended).toMatchObject({ 'All, Node 22': 'failure', 'Check and unit tests, macos-latest': 'failure', ci: 'failure' })
    expect(asked).not.toContain('npm run test:all')
  })
})

describe.each([
  ['ci-nightly.yml', '17 2 * * *', 'npm run test:engines', 'Engine matrix'],
  ['ci-weekly.yml', '23 3 * * 6', 'npm run test:fuzz -- --minutes 60 --seed', 'fuzz'],
])('%s', (file, cron, command, job) => {
  const label = file.slice(0, -4)
  const noted = (what: string) => readFileSync(join(gh, what), 'utf8')

  it('runs its tests and reports nothing where they pass', async () => {
    const { ended, asked } = await happen({ kind: 'schedule', cron })
    expect(ended).toMatchObject({ [job]: 'success' })
    expect(Object.values(ended)).not.toContain('failure')
    expect(ended).not.toHaveProperty('report')
    expect(asked.join('\n')).toContain(command)
  })

  it('opens an issue where they fail, adds to it while it is open, and opens another once it is closed', async () => {
    const failing = command.split(' ')[2]
    const first = await happen({ kind: 'schedule', cron }, failing)
    expect(first.ended).toMatchObject({ [job]: 'failure', report: 'success' })
    expect(first.permissions['report']).toEqual({ contents: 'read', issues: 'write' })
    const opened = noted('issues.md')
    expect(opened).toMatch(`# ${file} failed`)
    expect(opened).toMatch(
      /^\[Run \d+\]\(https:\/\/github\.example\/lab\/analysis\/actions\/runs\/\d+\) of `ci-\w+\.yml` failed at [0-9a-f]{40}\./m,
    )
    await happen({ kind: 'schedule', cron }, failing)
    expect(noted('issues.md')).toBe(opened)
    expect(noted('comments.md').match(/^\[Run /gm)).toHaveLength(1)
    rmSync(join(gh, `open-${label}`))
    await happen({ kind: 'schedule', cron }, failing)
    expect(noted('issues.md').match(/^# /gm)).toHaveLength(2)
  })
})
