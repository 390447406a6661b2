import { describe, expect, it } from 'vitest'
import { planPins } from './pins.js'
import { planSync, type SyncRequest } from './plan-sync.js'
import { planWorkflows } from './plan-workflows.js'
import { sampleFacts } from './testing/sample-facts.js'
import { NESTED, withOptions } from './testing/variants.js'
import type { WorkflowFacts } from './workflow-facts.js'

const MINE = 'name: mine\non: push\njobs: {}\n'
const DEPENDABOT = { file: '.github/dependabot.yml', text: 'version: 2\nupdates: [{ package-ecosystem: github-actions }]\n' }

/** In step, but for what is changed. */
function plan(changes: Record<string, string | undefined> = {}, more: Partial<SyncRequest> = {}) {
  const facts = more.facts ?? sampleFacts()
  const all = new Map<string, string | undefined>([...planWorkflows({ ...facts, pins: planPins([]) }), ...Object.entries(changes)])
  const present = new Map([...all].flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const])))
  return planSync({ facts, present, dependabot: DEPENDABOT, ...more })
}

const names = (map: ReadonlyMap<string, string>) => [...map.keys()]

const NOTHING = { leftover: [], kept: [], foreign: [], brokenCalls: [], dependabot: undefined }

describe('planSync', () => {
  it('has nothing to do where all is as it shall be, whatever else is there', () => {
    expect(plan({ 'ci.yml': MINE })).toEqual({ missing: new Map(), changed: new Map(), ...NOTHING })
  })

  it('tells what is missing, changed and left over', () => {
    const generated = plan({}, { present: new Map() }).missing.get('run_hello-r.yml') ?? ''
    const { missing, changed, leftover } = plan({
      'docker_hello-r.yml': undefined,
      'run_hello-r.yml': generated.replace('pull_request:', 'pull_request_target:'),
      'run_gone.yml': generated,
    })
    expect([names(missing), names(changed), leftover]).toEqual([['docker_hello-r.yml'], ['run_hello-r.yml'], ['run_gone.yml']])
    expect(changed.get('run_hello-r.yml')).toBe(generated)
  })

  it('removes the workflow of a module that has nothing to run any more, and its call', () => {
    const before = plan({}, { present: new Map() }).missing
    const modules = sampleFacts().modules.map((module) => ({ ...module, runs: false }))
    const { leftover, missing, changed } = planSync({ facts: sampleFacts({ modules }), present: before, dependabot: DEPENDABOT })
    expect([leftover, names(missing), names(changed)]).toEqual([['run_all-modules.yml', 'run_hello-r.yml'], [], []])
  })

  it('generates none where options say so, for all or for one', () => {
    const filesOf = (options: object) =>
      names(plan({}, { facts: sampleFacts({ options: withOptions(options) }), present: new Map() }).missing).filter((file) =>
        file.startsWith('run'),
      )
    expect(filesOf({})).toEqual(['run_all-modules.yml', 'run_hello-r.yml'])
    expect(filesOf({ run: false })).toEqual([])
    expect(filesOf({ modules: { 'hello-r': { run: false } } })).toEqual([])
    expect(filesOf({ modules: { 'hello-new': { run: { command: 'true' } } } })).toEqual([
      'run_all-modules.yml',
      'run_hello-new.yml',
      'run_hello-r.yml',
    ])
  })

  it('keeps what was written by hand to run modules, and says whether a generated one would take its place', () => {
    const result = plan({ 'run_hello-r.yml': MINE, 'run_hello-new.yml': MINE, 'run_all-modules.yml': undefined })
    expect(result.kept).toEqual([
      { file: 'run_hello-new.yml', hasSuccessor: false },
      { file: 'run_hello-r.yml', hasSuccessor: true },
    ])
    expect([names(result.missing), names(result.changed), result.foreign]).toEqual([[], [], []])
  })

  it('calls what was written by hand where it can be called', () => {
    const own = 'name: mine\non:\n  workflow_call:\njobs: {}\n'
    const text = plan({ 'run_hello-r.yml': own, 'run_all-modules.yml': undefined }).missing.get('run_all-modules.yml')
    expect(text).toContain('uses: ./.github/workflows/run_hello-r.yml')
  })

  it('tells what is in the way, by hand or of another workspace', () => {
    const other = [...planWorkflows(sampleFacts({ folder: NESTED }))].find(([file]) => file === 'docker_affected.yml')?.[1] ?? ''
    expect(plan({ 'docker_hello-r.yml': MINE, 'docker_affected.yml': other }).foreign).toEqual([
      { file: 'docker_affected.yml', ofOtherWorkspace: true },
      { file: 'docker_hello-r.yml', ofOtherWorkspace: false },
    ])
  })

  it('finds calls by hand of what will not be there, or cannot be called', () => {
    const caller = [
      'jobs:',
      '  a: { }',
      '  b:',
      '    uses: ./.github/workflows/run_hello-r.yml',
      '  c:',
      '    uses: ./.github/workflows/run_hello-new.yml',
      '  d:',
      "    uses: './.github/workflows/docker_hello-r.yml'",
      '  e:',
      '    uses: ./.github/workflows/build-push-docker-module.yml',
    ].join('\n')
    expect(plan({ 'mine.yml': caller }).brokenCalls).toEqual([
      { file: 'mine.yml', line: 6, called: 'run_hello-new.yml' },
      { file: 'mine.yml', line: 8, called: 'docker_hello-r.yml' },
    ])
  })

  it('asks for an entry of the actions in the settings of Dependabot', () => {
    const { dependabot } = plan({}, { dependabot: { file: 'x.yml', text: undefined } })
    expect(dependabot).toEqual({ state: 'missing', text: expect.stringContaining('github-actions') as string })
    expect(plan({}, { dependabot: { file: 'x.yml', text: 'version: 2\n' } }).dependabot?.state).toBe('changed')
  })

  it('keeps later pins of any file, in all files', () => {
    const text = (plan({}, { present: new Map() }).missing.get('run_hello-r.yml') ?? '').replace(
      /actions\/checkout@.*/,
      `actions/checkout@${'c'.repeat(40)} # v99.0.0`,
    )
    const { changed } = plan({ 'run_hello-r.yml': text })
    expect(names(changed)).not.toContain('run_hello-r.yml')
    expect(changed.get('docker_affected.yml')).toContain(`actions/checkout@${'c'.repeat(40)} # v99.0.0`)
  })
})

it('shares the calls of many modules over several workflows', () => {
  const modules: WorkflowFacts['modules'] = Array.from({ length: 41 }, (_, i) => ({
    name: `m${i}`,
    root: `modules/m${i}`,
    active: true,
    runs: true,
  }))
  const files = planWorkflows(sampleFacts({ modules }))
  const calls = [...files].filter(([file]) => file.startsWith('run_all')).map(([file, text]) => [file, text.split('uses: ./').length - 1])
  expect(calls).toEqual([
    ['run_all-modules-2.yml', 20],
    ['run_all-modules-3.yml', 1],
    ['run_all-modules.yml', 20],
  ])
})
