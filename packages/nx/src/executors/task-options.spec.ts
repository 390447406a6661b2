import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { checkOptionsSchema } from './check/executor.js'
import { imageOptionsSchema } from './image/options.js'
import { loadOptionsSchema } from './load/executor.js'
import { parseTaskOptions } from './task-options.js'

const schema = v.looseObject({ strict: v.optional(v.boolean()), tags: v.optional(v.array(v.string())) })

describe('parseTaskOptions', () => {
  it('gives back what is valid', () => {
    expect(parseTaskOptions(schema, { strict: true }, 'docker-check')).toEqual({ strict: true })
  })

  it.each([
    [{ strit: true }, "docker-check has no option 'strit'.", "Did you mean 'strict'?"],
    [
      { strit: true, tag: 'x' },
      "docker-check has no option 'strit', and docker-check has no option 'tag'.",
      "Did you mean 'strict' and 'tags'?",
    ],
    [
      { strit: true, platform: 'x' },
      "docker-check has no option 'strit', and docker-check has no option 'platform'.",
      'Its options: strict, tags.',
    ],
    [
      { strit: true, _: ['x'] },
      "docker-check has no option 'strit', and docker-check takes no words beside its options.",
      'Its options: strict, tags.',
    ],
    [{ strict: 'yes' }, 'The options of docker-check are not valid:\n✖ Expected boolean, not string\n  → at strict', undefined],
    [
      { tags: [1.1, 'x'] },
      'The options of docker-check are not valid:\n✖ Expected string, not number\n  → at tags[0]',
      'Nx takes such a tag for a number. Give it by the variable MODULE_IMAGES_TAGS.',
    ],
  ])('says what is wrong with %j', (given, message, fix) => {
    const expected: unknown = expect.objectContaining({ code: 'bad-task-options', message, fix })
    expect(() => parseTaskOptions(schema, given, 'docker-check')).toThrow(expected)
  })
})

describe.each([
  ['check-executor.json', checkOptionsSchema],
  ['image.json', imageOptionsSchema],
  ['load.json', loadOptionsSchema],
])('%s, which Nx reads', (file, { entries }) => {
  const { additionalProperties, properties } = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas', file), 'utf8')) as {
    readonly additionalProperties: boolean
    readonly properties: Readonly<Record<string, { readonly anyOf?: unknown }>>
  }

  it('lists the options that are checked', () => {
    expect(Object.keys(properties).sort()).toEqual(Object.keys(entries).sort())
  })

  it('leaves it to the executor to say what is wrong', () => {
    expect(additionalProperties).toBe(true)
    expect(Object.values(properties).map(({ anyOf }) => anyOf)).toEqual(
      Object.keys(properties).map(() => [{ $ref: '#/definitions/given' }]),
    )
  })
})
