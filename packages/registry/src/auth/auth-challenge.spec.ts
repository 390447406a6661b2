import { growthOnDoubling, LINEAR } from '@module-images/core/testing'
import { describe, expect, it } from 'vitest'
import { parseAuthChallenges } from './auth-challenge.js'

function parsed(header: string) {
  return parseAuthChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])
}

describe('parseAuthChallenges', () => {
  it.each([
    ['Basic realm="Registry Realm"', [['basic', { realm: 'Registry Realm' }]]],
    [
      'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push"',
      [['bearer', { realm: 'https://auth.example/token', service: 'registry.example', scope: 'repository:a/b:pull,push' }]],
    ],
    [
      'Basic realm="one, two", Bearer realm="https://x/t" , service=plain',
      [
        ['basic', { realm: 'one, two' }],
        ['bearer', { realm: 'https://x/t', service: 'plain' }],
      ],
    ],
    [
      'Negotiate, NTLM dGVzdA==, BEARER REALM = "r"',
      [
        ['negotiate', {}],
        ['ntlm', {}],
        ['bearer', { realm: 'r' }],
      ],
    ],
    ['Bearer realm="a \\"quoted\\" \\\\ one"', [['bearer', { realm: 'a "quoted" \\ one' }]]],
    ['Bearer realm=first, realm=second', [['bearer', { realm: 'first' }]]],
    ['Bearer __proto__="x", realm="r"', [['bearer', { ['__proto__']: 'x', realm: 'r' }]]],
    [',, Basic realm="x",,', [['basic', { realm: 'x' }]]],
  ])('reads %s', (header, challenges) => {
    expect(parsed(header)).toEqual(challenges)
  })

  it.each([
    ['', []],
    ['"', []],
    ['Bearer realm="never closed', [['bearer', {}]]],
    ['Bearer realm="a" scope="no comma"', [['bearer', { realm: 'a' }]]],
    ['Basic realm="a", \u0000', [['basic', { realm: 'a' }]]],
    ['=', []],
  ])('stops at what is not of the grammar: %j', (header, challenges) => {
    expect(parsed(header)).toEqual(challenges)
  })

  it.each<[string, (size: number) => string]>([
    ['a quote that never ends', (size) => `Bearer realm="${'\\'.repeat(size)}`],
    ['names without values', (size) => `Bearer ${'a='.repeat(size)}`],
    ['commas', (size) => `Bearer${' ,'.repeat(size)}"`],
    ['commas before anything', (size) => `${', '.repeat(size)}"`],
    ['parameters', (size) => `Bearer ${'a=b, '.repeat(size)}`],
    ['challenges', (size) => 'Bearer a="b", '.repeat(size)],
  ])('takes steps in proportion to %s', (_, header) => {
    const growth = growthOnDoubling(1000, (size) => {
      const text = header(size)
      return () => parseAuthChallenges(text)
    })
    expect(growth).toBeLessThan(LINEAR)
    // Patterns take no steps: what is not linear in one would not come to an end.
    expect(parseAuthChallenges(header(100_000)).length).toBeLessThanOrEqual(100_000)
  })
})
