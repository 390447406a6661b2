import { describe, expect, it } from 'vitest'
import { findTakenTags, releaseTagsTaken, sortPushTags } from './tag-rules.js'

describe('sortPushTags', () => {
  it.each([
    [['v1.2.0', '2026-11-01', 'latest'], ['latest'], { releases: ['v1.2.0', '2026-11-01'], branch: ['latest'] }],
    [['edge-2', 'v1', 'main', 'latest'], ['latest', 'main', 'edge-*'], { releases: ['v1'], branch: ['edge-2', 'main', 'latest'] }],
    [['!latest', '#1', 'latest2'], ['latest', '!x', '#1'], { releases: ['!latest', 'latest2'], branch: ['#1'] }],
    [['latest'], [], { releases: ['latest'], branch: [] }],
  ])('%j with %j', (tags, movable, expected) => expect(sortPushTags(tags, movable)).toEqual(expected))
})

describe('findTakenTags', () => {
  it('finds those that name another image', () => {
    const [same, other, free] = [
      { tag: 'v1', digest: 'sha256:1' },
      { tag: 'v2', digest: 'sha256:2' },
      { tag: 'v3', digest: undefined },
    ]
    expect(findTakenTags([same, other, free], 'sha256:1')).toEqual([other])
    expect(findTakenTags([same, other, free], undefined)).toEqual([same, other])
    expect(releaseTagsTaken('host/a', [other]).message).toBe('host/a:v2 already names sha256:2: a release tag does not move.')
  })
})
