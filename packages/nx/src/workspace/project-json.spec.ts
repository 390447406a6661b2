import { describe, expect, it } from 'vitest'
import { parseProjectJson } from './project-json.js'

describe('parseProjectJson', () => {
  it('takes its parts and leaves the rest to Nx', () => {
    const text =
      '{ "name": "@a/b", "tags": ["docker:inactive"], "sourceRoot": "x", "targets": { "t": { "options": { "o": 1 }, "cache": true } } }'
    expect(parseProjectJson(text, 'f')).toEqual({
      name: '@a/b',
      tags: ['docker:inactive'],
      targets: { t: { options: { o: 1 }, cache: true } },
    })
  })

  it.each(['{', '[]', '{ "name": 3 }', '{ "name": "../../etc/x" }', '{ "name": "a/../../b" }', '{ "tags": "x" }', '{ "name": "" }'])(
    'refuses %s with its file',
    (text) => {
      expect(() => parseProjectJson(text, 'modules/a/project.json')).toThrow(
        expect.objectContaining({ code: 'bad-project-json', place: { file: 'modules/a/project.json' } }),
      )
    },
  )
})
