import { describe, expect, it } from 'vitest'
import { hasParts } from './native-parts.js'
import { planWorkflows } from './plan-workflows.js'
import { complaints } from './testing/complaints.js'
import { jobsOf, type ParsedJob, parseWorkflow } from './testing/parsed-workflow.js'
import { sampleFacts } from './testing/sample-facts.js'
import { VARIANTS } from './testing/variants.js'

/** Contexts that whoever opens a pull request, names a branch or cuts a release may fill. https://docs.github.com/actions/concepts/security/script-injections */
const UNTRUSTED =
  /github\.(?:event\.(?!merge_group\.base_sha|pull_request\.head\.repo\.fork|schedule|workflow_run\.(?:conclusion|head_branch|event))|head_ref)/

/** Jobs that may change something, and what each of them needs it for. */
const WRITING: Readonly<Record<string, readonly string[]>> = {
  ...{ 'publish-first': PUBLISH(), 'publish-next': PUBLISH(), 'publish-rest': PUBLISH(), push: PUBLISH(), 'push-parts': PUBLISH() },
  attach: ['contents'],
  'attach-scan': ['contents'],
  report: ['issues'],
  'refresh-pull-request': ['actions', 'contents', 'pull-requests'],
  'merge-refresh': ['actions', 'contents', 'pull-requests'],
  'after-release': ['actions'],
  check: ['security-events'],
  data: ['id-token'],
  'run-hello-r': ['id-token'],
}

function PUBLISH(): string[] {
  return ['id-token', 'packages']
}

describe.each(VARIANTS)('workflows for %s', (_, more) => {
  const facts = sampleFacts(more)
  const files = [...planWorkflows(facts)]
  const jobs = jobsOf(files)

  it('pass actionlint', async () => {
    expect(await complaints(files)).toEqual([])
  })

  it('pin every action to a commit, with its release beside it', () => {
    const uses = files.flatMap(([, text]) => text.split('\n').filter((line) => /^\s*(?:- )?uses: (?!\.\/)/.test(line)))
    expect(uses.length).toBeGreaterThan(5)
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('start with no permissions, and cancel nothing but pull requests', () => {
    for (const [file, text] of files) {
      const { on, permissions, concurrency } = parseWorkflow(text)
      expect(Object.keys(on)).not.toContain('pull_request_target')
      // A callee's jobs have what the calling job has.
      if (file === 'build-push-docker-module.yml') continue
      expect(permissions, file).toEqual({})
      expect([false, "${{ github.event_name == 'pull_request' }}"], file).toContain(concurrency?.['cancel-in-progress'])
    }
  })

  it('keep no credentials, restore no cache, run no script of a package, fill in no script', () => {
    for (const { file, id, job } of jobs) {
      if (job.uses === undefined) expect(job['timeout-minutes'], `${file} ${id}`).toBeGreaterThan(0)
      for (const step of job.steps ?? []) {
        expect(step.run ?? '', `${file} ${id}`).not.toContain('${{')
        if (step.uses?.startsWith('actions/checkout@')) expect(step.with).toMatchObject({ 'persist-credentials': false })
        if (step.uses?.startsWith('actions/setup-node@')) expect(step.with).toMatchObject({ 'package-manager-cache': false })
        expect(step.uses ?? '').not.toMatch(/^actions\/cache(?!\/save)/)
        if (step.name === 'Install') expect(step.run).toMatch(/--ignore-scripts|--mode=skip-build/)
        expect(step.run ?? '').not.toMatch(/\bnpx\b/)
      }
    }
  })

  it('take nothing into a checkout, a permission or a condition that a stranger may have written', () => {
    for (const { file, id, job } of jobs) {
      const places = [
        job.if,
        job['runs-on'],
        job.environment,
        ...(job.steps ?? []).flatMap((step) => [step.if, ...Object.values(step.with ?? {})]),
      ]
      for (const place of places) if (typeof place === 'string') expect(place, `${file} ${id}`).not.toMatch(UNTRUSTED)
    }
  })

  it('give no more than reading to jobs that have no need of more', () => {
    // To look into a private registry of Amazon's, by a role that may only read.
    const READING = facts.registry.kind === 'ecr' ? ['id-token'] : []
    for (const { file, id, job } of jobs) {
      const writes = Object.entries(job.permissions ?? {}).flatMap(([name, level]) => (level === 'write' ? [name] : []))
      expect([...(WRITING[id] ?? []), ...READING], `${file} ${id}`).toEqual(expect.arrayContaining(writes))
    }
    const tests = jobs.filter(({ id, file }) => id === 'test-build' && file !== 'build-push-docker-module.yml')
    for (const { job } of tests) expect(job.permissions).toEqual({ contents: 'read', ...(READING.length > 0 && { 'id-token': 'write' }) })
  })

  it('install nothing beside a token that may write to the repository', () => {
    const writing = jobs.filter(({ job }) =>
      ['contents', 'issues', 'actions', 'pull-requests'].some((name) => job.permissions?.[name] === 'write'),
    )
    expect(writing.map(({ id }) => id)).toEqual(expect.arrayContaining(['attach', 'refresh-pull-request', 'report']))
    for (const { file, id, job } of writing) expect(scriptsOf(job), `${file} ${id}`).not.toMatch(/node_modules|npm |pnpm|yarn/)
  })

  it('give the protected environment to the job that publishes, and the credentials to its one step', () => {
    const inEnvironment = jobs.filter(({ job }) => job.environment === facts.options.environment).map(({ file, id }) => `${file} ${id}`)
    // A registry with a password of its own cannot be read without it.
    const readers = ['digests', ...(facts.options.scan && facts.modules.length > 0 ? ['contents'] : [])]
    const reading = facts.registry.kind === 'oci' ? readers.map((id) => `docker_all-modules.yml ${id}`) : []
    const parts = hasParts(facts) ? ['build-push-docker-module.yml push-parts'] : []
    expect(inEnvironment).toEqual([...parts, 'build-push-docker-module.yml push', ...reading])
    const steps = jobs.flatMap(({ id, job }) => (job.steps ?? []).map((step) => ({ id, name: step.name, env: step.env ?? {} })))
    const signedIn = steps.filter(
      ({ env }) =>
        'AWS_ROLE_ARN' in env || 'MODULE_IMAGES_REGISTRY_PASSWORD' in env || 'GITHUB_TOKEN' in env || 'MODULE_IMAGES_SIGNING' in env,
    )
    expect(signedIn.filter(({ id }) => id.startsWith('push')).map(({ name }) => name)).toEqual([...parts.map(() => 'Push'), 'Push'])
    expect(
      steps.filter(({ env }) => 'ACTIONS_RUNTIME_TOKEN' in env).every(({ name = '' }) => ['Build', 'Run the module'].includes(name)),
    ).toBe(true)
    expect(jobs.filter(({ id, job }) => id === 'push' && (job.steps ?? []).some(({ uses }) => uses?.startsWith('aws-actions/')))).toEqual(
      [],
    )
  })
})

function scriptsOf({ steps = [] }: ParsedJob): string {
  return steps.map(({ run = '' }) => run).join('\n')
}
