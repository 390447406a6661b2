import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { planWorkflows } from './plan-workflows.js'
import { jobsOf } from './testing/parsed-workflow.js'
import { sampleFacts } from './testing/sample-facts.js'
import { withOptions } from './testing/variants.js'

const OPTIONS = withOptions({ pullRequestLayers: 'gha' })

function stepsOf(facts: ReturnType<typeof sampleFacts>) {
  return jobsOf([...planWorkflows(facts)]).flatMap(({ id, job }) => (job.steps ?? []).map((step) => ({ job: id, ...step })))
}

describe('the layers of a pull request', () => {
  const steps = stepsOf(sampleFacts({ options: OPTIONS }))
  const asking = steps.filter(({ uses }) => uses?.startsWith('actions/github-script@'))

  it('are asked for in jobs that test, of pull requests alone, and nowhere else', () => {
    expect(asking.map(({ job, if: condition }) => [job, condition])).toEqual([
      ['test-build', "${{ github.event_name == 'pull_request' }}"],
      ['run-module', "${{ github.event_name == 'pull_request' }}"],
    ])
    const given = steps.filter(({ env }) => env !== undefined && 'MODULE_IMAGES_PULL_REQUEST_LAYERS' in env)
    expect(given.map(({ job, name }) => [job, name])).toEqual([
      ['test-build', 'Build'],
      ['run-module', 'Run the module'],
    ])
  })

  it('are asked for with what GitHub gives to actions, the token masked', () => {
    const [outputs, masked] = [new Map<string, string>(), new Set<string>()]
    const core = {
      setOutput: (name: string, value: string) => void outputs.set(name, value),
      setSecret: (value: string) => void masked.add(value),
    }
    const env = {
      ACTIONS_RUNTIME_TOKEN: 'token',
      ACTIONS_RESULTS_URL: 'https://results.example/',
      ACTIONS_CACHE_SERVICE_V2: 'True',
      HOME: '/',
    }
    runInNewContext(String(asking[0]?.with?.['script']), { core, process: { env } })
    expect([...masked]).toEqual(['token'])
    const { HOME: _home, ...handedOn } = env
    expect(Object.fromEntries([...outputs].filter(([, value]) => value !== undefined))).toEqual(handedOn)
    const given = steps.find(({ name }) => name === 'Build')?.env ?? {}
    for (const name of outputs.keys()) expect(given[name]).toBe(`\${{ steps.layers.outputs.${name} }}`)
  })

  it('are not asked for unless wanted, nor where no layers are shared', () => {
    for (const facts of [sampleFacts(), sampleFacts({ options: OPTIONS, sharesLayers: false })]) {
      expect(stepsOf(facts).filter(({ uses }) => uses?.startsWith('actions/github-script@'))).toEqual([])
    }
  })
})
