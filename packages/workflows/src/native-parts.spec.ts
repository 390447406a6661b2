import { expect, it } from 'vitest'
import { hasParts, needsEmulation } from './native-parts.js'
import { planWorkflows } from './plan-workflows.js'
import { jobsOf } from './testing/parsed-workflow.js'
import { sampleFacts } from './testing/sample-facts.js'
import { withOptions } from './testing/variants.js'

const BOTH = ['linux/amd64', 'linux/arm64']
const NATIVE = withOptions({ nativeRunners: { 'linux/arm64': 'ubuntu-24.04-arm' } })

it.each([
  [BOTH, NATIVE, true, false],
  [BOTH, withOptions({}), false, true],
  [['linux/amd64'], NATIVE, false, false],
  [['linux/arm64'], NATIVE, false, false],
  [[...BOTH, 'linux/s390x'], NATIVE, true, true],
])('%j: parts and emulation', (platforms, options, parts, emulation) => {
  expect([hasParts({ platforms, options }), needsEmulation({ platforms, options })]).toEqual([parts, emulation])
})

it('builds and pushes each platform on its own runner, and merges in the job after', () => {
  const jobs = jobsOf([...planWorkflows(sampleFacts({ platforms: BOTH, options: NATIVE }))])
  const jobOf = (name: string) => jobs.find(({ file, id }) => file === 'build-push-docker-module.yml' && id === name)?.job
  for (const name of ['test-build', 'push-parts']) {
    expect(jobOf(name)).toMatchObject({
      'runs-on': '${{ matrix.runner || fromJSON(inputs.runner || \'"ubuntu-latest"\') }}',
      strategy: {
        'fail-fast': false,
        matrix: `\${{ fromJSON('{"include":[{"platform":"linux/amd64"},{"platform":"linux/arm64","runner":"ubuntu-24.04-arm"}]}') }}`,
      },
    })
    expect(jobOf(name)?.steps?.some(({ env }) => env?.['MODULE_IMAGES_PART'] === '${{ matrix.platform }}')).toBe(true)
  }
  expect(jobOf('push')).toMatchObject({ needs: 'push-parts', if: '${{ !cancelled() && (inputs.push) }}' })
  expect(jobOf('push')?.steps?.some(({ env }) => env?.['MODULE_IMAGES_PART'] !== undefined)).toBe(false)
})
