import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { runOrThrow } from '../process/run-command.js'
import { githubContext, githubVariables } from './event.js'
import type { JobRun } from './job-run.js'
import { createRepository, type Repository } from './repository.js'
import { runSteps } from './run-steps.js'
import { runWorkflow } from './run-workflow.js'
import { parseWorkflowFile } from './workflow-file.js'

/** The jobs of a scan as they were reviewed, run for real with bash, tar and jq; all that comes before them is told to have succeeded. */
const FILE = 'docker_all-modules.yml'
const WORKFLOW = readFileSync(join(import.meta.dirname, '../../../workflows/src/golden-scan', FILE), 'utf8')
const SCANNED = ['contents', 'scan', 'attach-scan', 'report']
const PLANNED = { task: 'publish', tags: 'v1.0.0', matrix: '{"levels":[],"promote":[]}' }

/** A list of contents as this test says. */
const COMMAND = '#!/usr/bin/env bash\n[[ "$1 $2 $3" == "sbom hello-r --output" ]] && printf "%s" "$CONTENTS" > "$4" && [[ -n $CONTENTS ]]\n'

const sandboxes: string[] = []
afterAll(() => sandboxes.forEach((sandbox) => rmSync(sandbox, { recursive: true, force: true })))

let [sandbox, gh, packages] = ['', '', '']
let repository: Repository
beforeEach(async () => {
  sandbox = realpathSync(mkdtempSync(join(tmpdir(), 'mi-scan-')))
  sandboxes.push(sandbox)
  gh = join(sandbox, 'gh')
  packages = join(sandbox, 'packages/node_modules')
  const root = join(sandbox, 'workspace')
  for (const folder of [root, gh, join(packages, '.bin')]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(packages, '.bin/module-images'), COMMAND, { mode: 0o755 })
  writeFileSync(join(root, 'nx.json'), '{}')
  const git = (...args: string[]) => runOrThrow({ command: 'git', args, cwd: root, env: environment() })
  await git('init', '--quiet', '--initial-branch=main')
  const commit = async () => {
    await git('add', '--all')
    await git('commit', '--quiet', '--message', 'x')
    return git('rev-parse', 'HEAD')
  }
  repository = await createRepository({ sandbox, env: environment(), git, commit })
  await repository.tag('v1.0.0')
})

function environment(): Record<string, string> {
  const who = {
    GIT_AUTHOR_NAME: 'E2E',
    GIT_AUTHOR_EMAIL: 'e2e@example.org',
    GIT_COMMITTER_NAME: 'E2E',
    GIT_COMMITTER_EMAIL: 'e2e@example.org',
  }
  const PATH = `${join(import.meta.dirname, 'bin')}:${process.env['PATH'] ?? ''}`
  return { PATH, HOME: sandbox, GIT_CONFIG_NOSYSTEM: '1', ...who }
}

/** The jobs of a scan after an event, when the list of contents is this. */
async function scan(event: { kind: 'release' | 'tag'; tag: string }, contents: string): Promise<readonly JobRun[]> {
  const facts = await repository.factsOf(event)
  const workflow = parseWorkflowFile(FILE, WORKFLOW)
  const github = githubContext(facts, { id: 7, workflow: 'x' })
  const { signal } = new AbortController()
  const actions = {
    ...{ origin: repository.origin, sha: facts.sha, ref: facts.ref, git: environment() },
    ...{ artifacts: join(sandbox, 'artifacts'), caches: join(gh, 'caches') },
  }
  const stubs = { REHEARSAL_PACKAGES: packages, REHEARSAL_GH: gh, REHEARSAL_ORIGIN: `file://${repository.origin}`, CONTENTS: contents }
  const run = await runWorkflow(
    workflow,
    {},
    {
      ...{ workflows: new Map(), github, signal, readOnly: false },
      runSteps: async (job) => {
        const done = { name: job.name, result: 'success', permissions: {}, credentials: [], log: '', steps: [] } as const
        if (!SCANNED.includes(job.name)) return { ...done, outputs: job.name === 'plan' ? PLANNED : {} }
        const env = { ...environment(), ...githubVariables(github), ...stubs }
        return runSteps(job, { ...{ folder: join(sandbox, job.name), signal, actions, watch: () => undefined, identity: {} }, env })
      },
    },
  )
  return run.jobs.filter(({ name }) => SCANNED.includes(name))
}

const endsOf = (jobs: readonly JobRun[]) => Object.fromEntries(jobs.map(({ name, result }) => [name, result]))
const attached = () => (existsSync(join(gh, 'releases/v1.0.0')) ? readdirSync(join(gh, 'releases/v1.0.0')).sort() : [])
const unpack = (file: string, member: string) =>
  runOrThrow({ command: 'tar', args: ['-xzOf', join(gh, 'releases/v1.0.0', file), member], cwd: sandbox, env: environment() })

it('puts lists and findings beside a release; a finding fails nothing, and the scanner sees no credentials', async () => {
  const jobs = await scan({ kind: 'release', tag: 'v1.0.0' }, '{"severities":["High","Low","High"]}')
  expect(endsOf(jobs)).toEqual({ contents: 'success', scan: 'success', 'attach-scan': 'success' })
  expect(attached()).toEqual(['contents.tar.gz', 'findings.tar.gz'])
  expect(await unpack('contents.tar.gz', 'contents/hello-r.cdx.json')).toBe('{"severities":["High","Low","High"]}')
  expect(JSON.parse(await unpack('findings.tar.gz', 'findings/hello-r.grype.json'))).toMatchObject({ matches: { length: 3 } })
  const { log, credentials, permissions } = jobs.find(({ name }) => name === 'scan') ?? {}
  expect([log, credentials, permissions]).toEqual(['| module | findings |\n| --- | --- |\n| hello-r | 2 High, 1 Low |\n', [], {}])
})

it('says none where nothing is found, and keeps the files with the run where there is no release', async () => {
  const jobs = await scan({ kind: 'tag', tag: 'v1.0.0' }, '{"severities":[]}')
  expect(endsOf(jobs)).toEqual({ contents: 'success', scan: 'success' })
  expect(jobs.find(({ name }) => name === 'scan')?.log).toContain('| hello-r | none |')
  expect([attached(), readdirSync(join(sandbox, 'artifacts')).sort()]).toEqual([[], ['scan-contents', 'scan-findings']])
})

it.each([
  ['the scanner fails', 'no JSON', { contents: 'success', scan: 'failure' }],
  ['a list cannot be written', '', { contents: 'failure', scan: 'success' }],
])('opens an issue where %s, and attaches what there is', async (_, contents, ends) => {
  const jobs = await scan({ kind: 'release', tag: 'v1.0.0' }, contents)
  expect(endsOf(jobs)).toMatchObject({ ...ends, 'attach-scan': 'success', report: 'success' })
  expect(attached()).toContain('contents.tar.gz')
  expect(readFileSync(join(gh, 'issues.md'), 'utf8')).toContain('# Digests, catalogue and scan are not complete: v1.0.0')
})
