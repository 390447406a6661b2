import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { workflowOptionsSchema } from '@module-images/core'
import { planWorkflows } from './plan-workflows.js'
import { isGeneratedFor } from './render-workflow.js'
import { complaints } from './testing/complaints.js'
import { jobsOf } from './testing/parsed-workflow.js'
import { sampleFacts } from './testing/sample-facts.js'
import { EVERYTHING, NESTED, withOptions } from './testing/variants.js'
import type { WorkflowModule } from './workflow-facts.js'

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

describe('workflows with every option', () => {
  it.each([...planWorkflows(sampleFacts({ options: withOptions(EVERYTHING) }))])(
    'are written as they were reviewed: %s',
    async (file, text) => {
      await expect(text).toMatchFileSnapshot(`golden-options/${file}`)
    },
  )
})

it('a scan is written as it was reviewed', async () => {
  const file = 'docker_all-modules.yml'
  const text = planWorkflows(sampleFacts({ options: withOptions({ scan: true }) })).get(file)
  await expect(text).toMatchFileSnapshot(`golden-scan/${file}`)
})

describe('workflows of a workspace in a folder', () => {
  const files = [...planWorkflows(sampleFacts({ folder: NESTED }))]

  it('run scripts there once the repository is checked out, and at the top before', () => {
    for (const [file, text] of files) {
      for (const { id, job } of jobsOf([[file, text]])) {
        const { steps = [], defaults } = job
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

it.each([
  [{}, {}],
  [{ lfs: true }, { lfs: true }],
  [{ submodules: true }, { submodules: true }],
  [
    { lfs: true, submodules: 'recursive' },
    { lfs: true, submodules: 'recursive' },
  ],
])('with %j, every checkout of what is built has %j', (given, expected) => {
  const jobs = jobsOf(planWorkflows(sampleFacts({ options: withOptions(given) })))
  const installing = jobs.filter(({ job: { steps = [] } }) => steps.some(({ name }) => name === 'Install'))
  const checkouts = installing.flatMap(({ job: { steps = [] } }) => steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
  expect(checkouts.length).toBeGreaterThan(5)
  for (const step of checkouts) {
    const fetched = Object.entries(step.with ?? {}).filter(([name]) => name === 'lfs' || name === 'submodules')
    expect(Object.fromEntries(fetched)).toEqual(expected)
  }
})

describe('hostile modules', () => {
  const plan = (...modules: WorkflowModule[]) => planWorkflows(sampleFacts({ modules }))
  const module = (name: string, root = 'modules/x'): WorkflowModule => ({ name, root, active: true, runs: true })

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
    { runner: [] },
    { runner: { other: 'x' } },
    { owner: 'a b' },
    { publishOn: [] },
    { releaseWorkflows: ['${{ github.token }}'] },
    { issueTemplate: '../secret.md' },
    { issueTemplate: 'a;b' },
    { issueLabels: ['a\nb'] },
    { prepare: 'echo ${{ secrets.X }}' },
    { roleSecret: 'A-B' },
    { mirrors: { 'docker.io': 'a,b=c' } },
    { mirrors: ['docker.io'] },
    { run: true },
    { run: { env: { 'A B': '1' } } },
    { run: { setup: [{ script: ' ' }] } },
    { run: { data: { script: 'x', paths: ['/etc'] } } },
    { run: { data: { script: 'x', paths: ['a/../..'] } } },
    { modules: { x: { runs: 1 } } },
    { unknown: 1 },
  ])('refuses %j', (options) => {
    expect(v.safeParse(workflowOptionsSchema, options).success).toBe(false)
  })
})
