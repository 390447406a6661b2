import { describe, expect, it } from 'vitest'
import { editJson, type JsonChange } from './edit-json.js'
import { parseJsonWithComments } from './json-with-comments.js'

const remove = (...path: JsonChange['path']): JsonChange => ({ path, value: undefined })
const value = (text: string) => parseJsonWithComments(text, { code: 'bad', file: 'a.json' })

describe('editJson', () => {
  it('keeps comments, order and trailing commas of what it does not change', () => {
    const text = `// who we are
{
    // the first
    "b": { "cache": true, /* why */ "inputs": ["x"], },
    "a": [1, 2, 3], // numbers
}
`
    const edited = editJson(text, [remove('b', 'cache'), remove('a', 1), { path: ['c'], value: { d: [1] } }])
    expect(value(edited)).toEqual({ b: { inputs: ['x'] }, a: [1, 3], c: { d: [1] } })
    for (const comment of ['// who we are', '// the first', '// numbers']) expect(edited).toContain(comment)
    expect(edited).toContain('\n    "c": {\n        "d": [\n')
  })

  it.each([
    ['{ "a": 1, }', [remove('a')], {}],
    ['{ "a": 1, // one\n}', [remove('a')], {}],
    ['{ "a": 1, }', [{ path: ['b'], value: [] }], { a: 1, b: [] }],
    ['{ "a": 1 /* one */, "b": 2 }', [remove('a')], { b: 2 }],
    ['{ "a": 1 /* one */, "b": 2 }', [remove('b')], { a: 1 }],
    ['{ "a": [ { "x": 1 }, /* two */ { "y": 2 }, ] }', [remove('a', 1)], { a: [{ x: 1 }] }],
    ['{ "a": ["x", "x",], }', [remove('a', 1), { path: ['a', 0], value: { x: [] } }], { a: [{ x: [] }] }],
    ['{ "a": ["x", "x", "x"] }', [remove('a', 2), remove('a', 1)], { a: ['x'] }],
  ] as [string, JsonChange[], unknown][])('leaves JSON: %s', (text, changes, expected) => {
    expect(value(editJson(text, changes))).toEqual(expected)
  })

  it('takes the lines with what it removes, and nothing where there is nothing', () => {
    const text = '{\n  "a": {\n    "x": 1\n  },\n  // of b\n  "b": 2\n}\n'
    expect(editJson(text, [remove('a')])).toBe('{\n  // of b\n  "b": 2\n}\n')
    expect(editJson(text, [remove('b')])).toBe('{\n  "a": {\n    "x": 1\n  }\n  // of b\n}\n')
    expect(editJson(text, [remove('c'), remove('a', 'y', 'z')])).toBe(text)
  })

  it('writes with the indentation and the line ends that are there', () => {
    expect(editJson('{\r\n\t"a": 1\r\n}\r\n', [{ path: ['b'], value: [2] }])).toBe('{\r\n\t"a": 1,\r\n\t"b": [\r\n\t\t2\r\n\t]\r\n}\r\n')
  })
})
