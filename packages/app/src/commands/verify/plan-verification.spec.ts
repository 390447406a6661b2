import { expect, it } from 'vitest'
import { type ContentKey, ModuleImagesError } from '@module-images/core'
import { planVerification, type PublishedFacts } from './plan-verification.js'
import type { ContentState } from '../../registry-view/image-tags.js'

const [wanted, other] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`]
const key = 'k'.repeat(64) as ContentKey
const whole: ContentState = { kind: 'present', digest: wanted, keyLabel: key, missing: [] }

type Keyed = PublishedFacts & { kind: 'keyed' }

function problemsOf(content: ContentState, tags: Keyed['tags'] = [], parents: Keyed['parents'] = []) {
  const facts: PublishedFacts = { kind: 'keyed', name: 'a', image: 'r.example/a', key, contentTag: 'key-1', content, tags, parents }
  return planVerification('r.example', ['latest'], [facts]).modules[0]?.problems
}

it('finds nothing where every tag names the wanted image and that is whole', () => {
  expect(problemsOf(whole, [{ tag: 'latest', names: { kind: 'present', digest: wanted } }])).toEqual([])
})

it('finds content that is missing, incomplete, of another key, or not to be asked for', () => {
  expect(problemsOf({ kind: 'missing' })).toEqual([
    { code: 'not-published', tag: 'key-1', message: 'the registry has no image of this content' },
  ])
  expect(problemsOf({ ...whole, keyLabel: undefined, missing: ['r.example/a@sha256:3'] })).toEqual([
    { code: 'image-incomplete', tag: 'key-1', message: 'the registry lacks r.example/a@sha256:3' },
  ])
  expect(problemsOf({ ...whole, keyLabel: undefined })).toEqual([
    { code: 'wrong-key-label', tag: 'key-1', message: `its label says no key, not ${key}` },
  ])
  expect(problemsOf({ kind: 'unknown', reason: 'it is down' })).toEqual([{ code: 'registry-unknown', tag: 'key-1', message: 'it is down' }])
})

it('finds a base whose content tag names another image or cannot be asked for, and leaves what is missing of it to its own module', () => {
  const parent = { name: 'base', key: 'p'.repeat(64) as ContentKey, contentTag: 'key-2' }
  const codes = (content: ContentState) => problemsOf(whole, [], [{ ...parent, content }])
  expect(codes({ ...whole, keyLabel: parent.key })).toEqual([])
  expect(codes({ ...whole, keyLabel: key })).toEqual([
    { code: 'wrong-key-label', tag: 'key-2', message: `its base base: its label says the key ${key}, not ${parent.key}` },
  ])
  expect(codes({ kind: 'unknown', reason: 'it is down' })).toEqual([
    { code: 'registry-unknown', tag: 'key-2', message: 'its base base: it is down' },
  ])
  expect([codes({ kind: 'missing' }), codes({ ...whole, keyLabel: undefined, missing: ['x'] })]).toEqual([[], []])
})

it('finds tags that are missing or name another image, also where the wanted one is not there at all', () => {
  const tags = [
    { tag: 'v1', names: { kind: 'missing' } },
    { tag: 'latest', names: { kind: 'present', digest: other } },
  ] as const
  const found = [
    { code: 'tag-missing', tag: 'v1', message: 'the registry has no such tag' },
    { code: 'tag-differs', tag: 'latest', message: `names ${other}` },
  ]
  expect(problemsOf(whole, tags)).toEqual(found)
  expect(problemsOf({ kind: 'missing' }, tags)?.slice(1)).toEqual(found)
})

it('does not judge a tag by content that the registry did not tell', () => {
  const tags = [
    { tag: 'v1', names: { kind: 'missing' } },
    { tag: 'latest', names: { kind: 'present', digest: wanted } },
    { tag: 'main', names: { kind: 'unknown', reason: 'it is busy' } },
  ] as const
  expect(problemsOf({ kind: 'unknown', reason: 'it is down' }, tags)).toEqual([
    { code: 'registry-unknown', tag: 'key-1', message: 'it is down' },
    { code: 'tag-missing', tag: 'v1', message: 'the registry has no such tag' },
    {
      ...{ code: 'registry-unknown', tag: 'latest' },
      message: `names ${wanted}; the image of this content could not be read to compare`,
    },
    { code: 'registry-unknown', tag: 'main', message: 'it is busy' },
  ])
})

it('tells once of a registry that is down, whatever the tags and bases', () => {
  const down = { kind: 'unknown', reason: 'Could not read it: connection refused.', fix: 'Check that the registry runs.' } as const
  const tags = ['latest', 'v1'].map((tag) => ({ tag, names: { ...down, reason: 'the registry could not be asked' } }))
  const parent = { name: 'base', key: 'p'.repeat(64) as ContentKey, contentTag: 'key-2', content: down }
  expect(problemsOf(down, tags, [parent])).toEqual([{ code: 'registry-unknown', tag: 'key-1', message: down.reason, fix: down.fix }])
})

it('lists modules by name, and a broken one with its error', () => {
  const error = new ModuleImagesError({ code: 'bad', kind: 'input', message: 'No FROM.', fix: 'Add one.' })
  const facts: PublishedFacts[] = [
    { kind: 'broken', name: 'b', image: 'r.example/b', error },
    { kind: 'keyed', name: 'a', image: 'r.example/a', key, contentTag: 'key-1', content: whole, tags: [], parents: [] },
  ]
  expect(planVerification('r.example', ['latest'], facts)).toEqual({
    registry: 'r.example',
    tags: ['latest'],
    ok: false,
    modules: [
      { name: 'a', image: 'r.example/a', contentTag: 'key-1', digest: wanted, problems: [] },
      {
        ...{ name: 'b', image: 'r.example/b', contentTag: null, digest: null },
        problems: [{ code: 'module-broken', tag: null, message: 'No FROM.', fix: 'Add one.' }],
      },
    ],
  })
})
