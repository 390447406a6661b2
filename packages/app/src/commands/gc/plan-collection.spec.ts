import { describe, expect, it } from 'vitest'
import { type ListedImage, planCollection } from './plan-collection.js'

const DAY = 86_400_000
const now = 100 * DAY
const content = (digit: string) => `key-${digit.repeat(32)}`

function image(digest: string, tags: readonly string[], changes: Partial<ListedImage> = {}): ListedImage {
  return { digest, tags, time: 0, bytes: 1, children: [], ...changes }
}

function removed(images: readonly ListedImage[]): string[] {
  const options = { now, age: 30 * DAY, wanted: new Set([content('a')]) }
  return planCollection(images, options).remove.map(({ digest, why }) => `${digest} ${why}`)
}

it('removes what only an unwanted content tag names, and what no tag names', () => {
  expect(removed([image('1', [content('b')]), image('2', []), image('3', [content('a')])])).toEqual(['1 unwanted-key', '2 untagged'])
})

it.each(['latest', 'v1.2.0', '2026-01-31', 'key-short', `${content('b')}0`])('keeps whatever %s names, old as it may be', (tag) => {
  expect(removed([image('1', [tag]), image('2', [content('b'), tag])])).toEqual([])
})

it('keeps what is younger than the age, or of an unknown age', () => {
  expect(removed([image('1', [], { time: now - 30 * DAY + 1 }), image('2', [content('b')], { time: undefined })])).toEqual([])
  expect(removed([image('1', [], { time: now - 30 * DAY })])).toEqual(['1 untagged'])
})

it('keeps the manifests of an index that stays, and removes those of one that goes unless another needs them', () => {
  const parts = [image('p1', []), image('p2', []), image('p3', [])]
  const kept = image('i1', ['latest'], { children: ['p1', 'p2'] })
  const gone = image('i2', [content('b')], { children: ['p2', 'p3'] })
  expect(removed([...parts, kept, gone])).toEqual(['i2 unwanted-key', 'p3 untagged'])
})

it('counts what stays, and does not run in circles', () => {
  const images = [image('1', ['latest'], { children: ['2'] }), image('2', [], { children: ['1'] })]
  expect(planCollection(images, { now, age: 0, wanted: new Set() })).toEqual({ remove: [], kept: 1 })
})

it('counts images as images, whatever they are made of and whatever refers to them', () => {
  const family = (name: string, tags: readonly string[]) => [
    image(name, tags, { children: [`${name}-p1`, `${name}-p2`] }),
    image(`${name}-p1`, []),
    image(`${name}-p2`, [`${content('b')}-linux-arm64`]),
    image(`${name}-s`, [], { subject: name }),
    image(`${name}-list`, [`sha256-${'1'.repeat(64)}`], { subject: name, children: [`${name}-s`] }),
  ]
  const images = [...family('a', ['latest']), ...family('b', [content('b')]), image('lost', [], { subject: 'c' })]
  const { remove, kept } = planCollection(images, { now, age: 0, wanted: new Set() })
  expect({ kept, remove: remove.map(({ digest, kind }) => `${digest} ${kind}`) }).toEqual({
    kept: 1,
    remove: ['b image', 'b-list referrer', 'b-p1 part', 'b-p2 part', 'b-s referrer', 'lost referrer'],
  })
})

describe('what refers to an image', () => {
  const [kept, gone] = [image('i1', ['latest']), image('i2', [content('b')])]
  const refersTo = (subject: string, digest: string, changes: Partial<ListedImage> = {}) => image(digest, [], { subject, ...changes })

  it('stays and goes with it, whatever its own age and tags', () => {
    const young = { time: now }
    const tagged = { tags: [`sha256-${'1'.repeat(64)}.sig`], time: undefined }
    const images = [kept, gone, refersTo('i1', 's1'), refersTo('i2', 's2', young), refersTo('i2', 's3', tagged), refersTo('s2', 's4')]
    expect(removed(images)).toEqual(['i2 unwanted-key', 's2 subject-gone', 's3 subject-gone', 's4 subject-gone'])
  })

  it('stays where it has a name of its own', () => {
    expect(removed([gone, refersTo('i2', 's1', { tags: ['v1.2.0'] })])).toEqual(['i2 unwanted-key'])
  })

  it('is as any other where the image is not in the repository', () => {
    const tagged = image('s2', [`sha256-${'1'.repeat(64)}`], { subject: 'lost' })
    expect(removed([refersTo('lost', 's1'), tagged])).toEqual(['s1 untagged'])
  })

  it('does not keep itself', () => {
    expect(removed([refersTo('s2', 's1'), refersTo('s1', 's2')])).toEqual(['s1 subject-gone', 's2 subject-gone'])
  })

  it('stays with an index that stays, its own list included', () => {
    const list = image('list', [`sha256-${'1'.repeat(64)}`], { subject: 'i1', children: ['s1'] })
    expect(removed([kept, list, image('s1', [])])).toEqual([])
  })
})
