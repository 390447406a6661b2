import { describe, expect, it } from 'vitest'
import { planWorkflows } from './plan-workflows.js'
import { jobsOf } from './testing/parsed-workflow.js'
import { sampleFacts } from './testing/sample-facts.js'
import { withOptions } from './testing/variants.js'
import type { WorkflowFacts } from './workflow-facts.js'

const SCAN = withOptions({ scan: true })
const JOBS = ['contents', 'scan', 'attach-scan']

function jobsFor(more: Partial<WorkflowFacts>) {
  const jobs = jobsOf([...planWorkflows(sampleFacts(more))]).filter(({ file }) => file === 'docker_all-modules.yml')
  return new Map(jobs.map(({ id, job }) => [id, job]))
}

describe('a scan', () => {
  const jobs = jobsFor({ options: SCAN })

  it.each([
    ['unless wanted', {}],
    ['without an active module', { options: SCAN, modules: [{ name: 'x', root: 'modules/x', active: false, runs: false }] }],
  ])('has no job %s', (_, more) => {
    expect([...jobsFor(more).keys()].filter((id) => JOBS.includes(id))).toEqual([])
  })

  it('is of what is published: of active modules, by names that no script holds', () => {
    const steps = jobs.get('contents')?.steps ?? []
    expect(steps.flatMap(({ env }) => env?.['MODULES'] ?? [])).toEqual(['hello-r'])
    for (const id of JOBS) for (const { run = '' } of jobs.get(id)?.steps ?? []) expect(run, id).not.toContain('hello')
  })

  it('gives the scanner nothing but the lists of contents, once the release has its digests', () => {
    const { permissions, needs, environment, steps = [] } = jobs.get('scan') ?? {}
    expect([permissions, needs, environment]).toEqual([{}, ['contents', 'digests', 'attach'], undefined])
    expect(steps.map(({ uses, name }) => uses?.replace(/@.*/, '') ?? name)).toEqual([
      'actions/download-artifact',
      'anchore/scan-action/download-grype',
      'Scan',
      'actions/upload-artifact',
    ])
    expect(steps.flatMap(({ env = {} }) => Object.entries(env))).toEqual([
      ['GRYPE', '${{ steps.grype.outputs.cmd }}'],
      ['GRYPE_CHECK_FOR_APP_UPDATE', 'false'],
    ])
  })

  it('is put beside a release by a job that may write to it and does nothing else', () => {
    const { permissions, needs, steps = [] } = jobs.get('attach-scan') ?? {}
    expect([permissions, needs]).toEqual([{ contents: 'write' }, ['plan', 'contents', 'scan']])
    expect(steps).toHaveLength(2)
    expect(jobs.get('attach-scan')?.if).toBe(jobs.get('digests')?.if)
  })

  it('is in the issue about what failed', () => {
    const { needs, steps = [] } = jobs.get('report') ?? {}
    expect(needs).toEqual(expect.arrayContaining(JOBS))
    expect(steps.at(-1)?.run).toContain('title="Digests, catalogue and scan are not complete: $TAGS"')
  })
})
