import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { checkFormat, formatVersion } from './file-format.js'

const format = { name: 'list', field: 'list', version: 2, schema: v.object({ list: v.picklist([1, 2]) }) }

describe('formatVersion', () => {
  it.each([
    [{ list: 1 }, 1],
    [{ list: 0 }, 0],
    [{ other: 1 }, undefined],
    [{ list: '1' }, undefined],
    [{ list: 1.5 }, undefined],
    [{ list: 1e300 }, undefined],
    [[], undefined],
    [null, undefined],
    ['list', undefined],
    [JSON.parse('{ "__proto__": { "list": 3 } }'), undefined],
  ])('of %j is %s', (value, version) => expect(formatVersion(value, format)).toBe(version))
})

describe('checkFormat', () => {
  it('takes what its schema takes, older versions included', () => {
    expect([1, 2].map((list) => checkFormat({ list }, format, 'a.json').output)).toEqual([{ list: 1 }, { list: 2 }])
  })

  it('leaves what is no such file to the caller', () => {
    expect([{ list: -1 }, { list: '3' }, undefined].map((value) => checkFormat(value, format, 'a.json').success)).toEqual([
      false,
      false,
      false,
    ])
  })

  it('refuses a newer one, whatever else it holds', () => {
    expect(() => checkFormat({ list: 3, entries: [] }, format, 'lists/a.json')).toThrow(
      expect.objectContaining({
        code: 'newer-format',
        place: { file: 'lists/a.json' },
        message: 'This list was made by a newer version: it has "list": 3, and the newest that this one reads is 2.',
        fix: 'Update @module-images/nx: npx nx migrate @module-images/nx',
      }),
    )
  })
})
