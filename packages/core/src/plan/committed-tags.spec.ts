import { describe, expect, it } from 'vitest'
import { type CommittedState, planCommittedTags } from './committed-tags.js'

const image = { module: 'a', image: 'registry.example/p/a', local: false }
const tags = { releases: ['v1'], branch: ['main', 'latest'] }
const UNCOMMITTED: CommittedState = {
  kind: 'uncommitted',
  files: [
    { path: 'modules/a/x', why: 'is in no commit' },
    { path: 'modules/a/y', why: 'differs from the commit' },
  ],
}
const COUNT = '2 files are not as in the commit'
const LIST = '\n    modules/a/x (is in no commit)\n    modules/a/y (differs from the commit)'

describe('planCommittedTags', () => {
  it.each<CommittedState>([{ kind: 'committed' }, { kind: 'no-repository' }])('allows all tags of %j', (state) => {
    expect(planCommittedTags(image, tags, state)).toEqual({ kind: 'allowed', tags, left: new Map() })
  })

  it('refuses a release of what is in no commit, and names the files', () => {
    const plan = planCommittedTags(image, tags, UNCOMMITTED)
    expect(plan.kind === 'refused' && plan.error).toMatchObject({
      code: 'release-uncommitted',
      message: `registry.example/p/a:v1 would name an image of a of which ${COUNT}:${LIST}`,
    })
  })

  it('leaves branch tags alone, and says so beforehand', () => {
    expect(planCommittedTags(image, { ...tags, releases: [] }, UNCOMMITTED)).toEqual({
      kind: 'allowed',
      tags: { releases: [], branch: [] },
      left: new Map([
        ['main', COUNT],
        ['latest', COUNT],
      ]),
      note: `warning: ${COUNT}; main, latest will be left alone${LIST}`,
    })
  })

  it('shows work in progress in a registry on this machine, and says so', () => {
    expect(planCommittedTags({ ...image, local: true }, tags, UNCOMMITTED)).toEqual({
      ...{ kind: 'allowed', tags, left: new Map(), uncommitted: true },
      note: `warning: ${COUNT}; published because the registry is on this machine${LIST}`,
    })
  })

  it('says nothing where there is no tag to move', () => {
    const none = { releases: [], branch: [] }
    expect(planCommittedTags(image, none, UNCOMMITTED)).toEqual({ kind: 'allowed', tags: none, left: new Map() })
  })

  it('names five files at most', () => {
    const files = Array.from({ length: 12 }, (_, index) => ({ path: `f${index}`, why: 'is in no commit' }))
    const plan = planCommittedTags({ ...image, local: true }, tags, { kind: 'uncommitted', files })
    expect(plan.kind === 'allowed' && plan.note).toMatch(/f4 \(is in no commit\)\n {4}and 7 more$/)
  })
})
