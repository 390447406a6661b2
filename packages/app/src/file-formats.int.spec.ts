import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FILE_FORMATS, parseBaseLock, RECIPE_VERSION } from '@module-images/core'
import { temporaryFolder } from '@module-images/workspace/testing'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { jsonFormat } from './commands/digests/json-format.js'
import { readReceipt } from './receipts/receipts.js'

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/reference/formats.md'), 'utf8')
const SAMPLES = join(import.meta.dirname, '../../workspace/src/testing/samples')
const DIGEST = `sha256:${'a'.repeat(64)}`

interface FormatSamples {
  /** Path of the file, as errors name it. */
  readonly file: string
  /** Reads a text as the product does. */
  readonly read: (text: string) => unknown
  /** What is written now. */
  readonly current: Readonly<Record<string, unknown>>
  /** Of each version that wrote the format otherwise, or first: the file below the folder of its samples. */
  readonly older: Readonly<Record<string, string>>
}

/** By the name of the format. */
const FORMATS: Readonly<Record<string, FormatSamples>> = {
  'base lock': {
    file: 'modules/a/image-lock.json',
    read: (text) => parseBaseLock(text, 'modules/a/image-lock.json'),
    current: {
      lock: 1,
      epoch: 2,
      bases: { debian: { digest: DIGEST, platforms: [], resolved: '2026-11-28T20:51:58Z', onbuild: ['RUN a'] } },
    },
    older: { '0.1.0': 'modules/par/image-lock.json' },
  },
  receipt: {
    file: 'dist/images/a.json',
    read: (text) => readReceipt(temporaryFolder({ 'dist/images/a.json': text }), 'a'),
    current: {
      ...{ receipt: 1, module: 'a', image: 'r.example/a', key: 'k', contentTag: 't', outcome: 'built', reason: '' },
      ...{ platforms: [], bases: [{ reference: 'b', module: 'b', digest: DIGEST }], tags: [], seconds: 1 },
    },
    older: { '0.1.0': 'receipts/par.json' },
  },
  'lock of images': {
    file: 'digests.json',
    read: (text) => jsonFormat.readPins(text, 'digests.json'),
    current: { digests: 1, registry: 'r.example', images: [] },
    older: { '0.1.0': 'digests.json' },
  },
}

it('has the recipe of keys in the documentation', () => {
  expect(PAGE).toContain(`\`recipe\`: ${RECIPE_VERSION}, `)
})

it('has samples of every format', () => {
  expect(Object.keys(FORMATS)).toEqual(FILE_FORMATS.map(({ name }) => name))
})

describe.each(FILE_FORMATS)('a $name', ({ name, field, version, schema }) => {
  const { file, read, current, older } = FORMATS[name] as FormatSamples

  it('is read as it is written now', () => {
    expect(current[field]).toBe(version)
    expect(v.is(schema, current)).toBe(true)
    expect(read(JSON.stringify(current))).toBeDefined()
  })

  it('is in the documentation by its version', () => {
    expect(PAGE).toMatch(new RegExp(`^\\| ${name}: .* \\| \`${field}\`: ${version} \\|`, 'm'))
  })

  it.each(Object.entries(older))('of %s is read', (release, path) => {
    expect(read(readFileSync(join(SAMPLES, release, path), 'utf8'))).toBeDefined()
  })

  it.each([
    ['with the same fields', current],
    ['with fields that are not known', { later: true }],
  ])('of a newer version is refused, %s', (_, fields) => {
    expect(() => read(JSON.stringify({ ...fields, [field]: version + 1 }))).toThrow(
      expect.objectContaining({ code: 'newer-format', kind: 'input', place: { file }, fix: expect.stringContaining('Update') as string }),
    )
  })
})
