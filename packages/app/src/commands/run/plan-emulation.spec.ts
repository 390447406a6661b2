import { expect, it } from 'vitest'
import { planEmulation } from './plan-emulation.js'

it.each([
  [['linux/amd64'], 'x64'],
  [['linux/amd64', 'linux/arm64'], 'arm64'],
  [['linux/arm64/v8'], 'arm64'],
  [['linux/amd64'], undefined],
  [[], 'arm64'],
])('%j runs as it is on %s', (platforms, machine) => expect(planEmulation(platforms, machine)).toBeUndefined())

it('asks an arm64 machine for an image of amd64 alone by its platform, and says that it is slow', () => {
  const { platform, warning = '' } = planEmulation(['linux/amd64'], 'arm64') ?? {}
  expect(platform).toBe('linux/amd64')
  expect(warning).toContain('is for linux/amd64, and this machine is arm64: it runs by emulation')
  expect(warning).toContain('add linux/arm64 to the "platforms"')
})

it('takes the first of several platforms that are all of others', () => {
  expect(planEmulation(['linux/ppc64le', 'linux/s390x'], 'x64')?.platform).toBe('linux/ppc64le')
})
