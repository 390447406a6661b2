import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { notAList, readAs, renderIssues } from './schema.js'

const schema = notAList(
  v.strictObject({
    name: v.string(),
    tags: v.array(v.pipe(v.string(), v.regex(/^\w+$/, 'is not a tag'))),
    nested: v.object({ 'a-b': v.number() }),
  }),
)

const issuesOf = (value: unknown) => renderIssues(v.safeParse(schema, value).issues ?? [])

describe('renderIssues', () => {
  it('says of each issue what it is and where', () => {
    expect(issuesOf({ nam: 1, tags: ['a', 'b c'], nested: { 'a-b': '1' } }).split('\n')).toEqual([
      '✖ Missing key: "name"',
      '  → at name',
      '✖ is not a tag',
      '  → at tags[1]',
      '✖ Expected number, not string',
      '  → at nested.a-b',
      '✖ Unrecognized key: "nam"',
      '  → at nam',
    ])
  })

  it('suggests a key that is near', () => {
    const suggestionsFor = (value: object) => renderIssues(v.safeParse(schema, value).issues ?? [], ['name', 'tags', 'nested'])
    expect(suggestionsFor({ name: 'a', tags: [], nested: { 'a-b': 1 }, tag: 1 })).toBe(
      '✖ Unrecognized key: "tag". Did you mean "tags"?\n  → at tag',
    )
    expect(suggestionsFor({ name: 'a', tags: [], nested: { 'a-b': 1 }, other: 1 })).toBe('✖ Unrecognized key: "other"\n  → at other')
  })

  it('says nothing of a place where there is none', () => expect(issuesOf('x')).toBe('✖ Expected Object, not string'))
})

describe('notAList', () => {
  it.each([[[]], [['name', 'tags']]])('refuses %j, which is an object to JavaScript', (value) =>
    expect(issuesOf(value)).toBe('✖ Expected Object, not a list'),
  )
})

describe('readAs', () => {
  const port = v.object({ port: v.optional(v.number(), 80) })
  it.each([
    [{}, { port: 80 }],
    [{ port: 1, other: 2 }, { port: 1 }],
    [{ port: '1' }, undefined],
    [undefined, undefined],
  ])('reads %j as %j', (value, read) => expect(readAs(port, value)).toEqual(read))
})
