import { describe, expect, it } from 'vitest'
import type { BaseLock } from './base-lock.js'
import { findPlatformGaps } from './platform-gaps.js'

function gapsOf(offered: readonly string[], wanted: string): string[] {
  const base = { digest: `sha256:${'1'.repeat(64)}`, platforms: offered, resolved: '2026-01-01T00:00:00Z' }
  const lock: BaseLock = { epoch: 0, bases: new Map([['debian', base]]) }
  return findPlatformGaps(lock, new Map([['debian', [wanted]]])).map(({ platform }) => platform)
}

describe('findPlatformGaps', () => {
  it.each([
    ['linux/amd64', ['linux/arm64', 'linux/amd64']],
    ['linux/x86_64', ['linux/amd64']],
    ['linux/amd64/v3', ['linux/amd64']],
    ['linux/amd64', ['linux/386']],
    ['linux/arm64/v8', ['linux/arm64']],
    ['linux/arm64', ['linux/arm/v7']],
    ['linux/arm', ['linux/arm/v6']],
    ['linux/s390x', []],
  ])('%s runs on an image of %j', (wanted, offered) => {
    expect(gapsOf(offered, wanted)).toEqual([])
  })

  it.each([
    ['linux/amd64', ['linux/arm64']],
    ['linux/amd64', ['linux/amd64/v2']],
    ['linux/arm/v6', ['linux/arm/v7']],
    ['linux/arm64', ['linux/amd64', 'windows/arm64']],
    ['linux/386', ['linux/amd64']],
  ])('%s does not run on an image of %j', (wanted, offered) => {
    expect(gapsOf(offered, wanted)).toEqual([wanted])
  })

  it('names base, platform and what there is, and passes over bases that are not locked', () => {
    const base = { digest: `sha256:${'1'.repeat(64)}`, platforms: ['linux/amd64'], resolved: '2026-01-01T00:00:00Z' }
    const wanted = new Map([
      ['debian', ['linux/amd64', 'linux/arm64']],
      ['alpine', ['linux/arm64']],
    ])
    expect(findPlatformGaps({ epoch: 0, bases: new Map([['debian', base]]) }, wanted)).toEqual([
      { reference: 'debian', platform: 'linux/arm64', offered: ['linux/amd64'] },
    ])
  })
})
