import { expect, it } from 'vitest'
import type { RegistryState } from '@module-images/core'
import { parsePin } from './pin.js'
import { type PinFacts, planPinCheck } from './plan-pin-check.js'

const A = `sha256:${'a'.repeat(64)}`
const B = `sha256:${'b'.repeat(64)}`
const C = `sha256:${'c'.repeat(64)}`
const there = (digest: string): RegistryState => ({ kind: 'present', digest })
const MISSING: RegistryState = { kind: 'missing' }

function facts(change: Partial<PinFacts> = {}): PinFacts {
  const [pin] = parsePin(`example.org/p/hello-r@${A}`, { line: 7, from: 0 })
  if (!pin) throw new Error('no pin')
  return { pin, module: 'hello-r', names: there(A), wanted: there(A), tags: [], ...change }
}

const problems = (change: Partial<PinFacts>) => planPinCheck([facts(change)], []).problems.map(({ code, message }) => `${code}: ${message}`)

it('says all of what is wrong, and where', () => {
  expect(planPinCheck([facts(), facts({ wanted: there(B) })], ['hello-r', 'other'])).toEqual({
    checked: 2,
    problems: [
      { code: 'old', module: 'hello-r', line: 7, pin: `example.org/p/hello-r@${A}`, message: `the image of this checkout is ${B}` },
      { code: 'not-pinned', module: 'other', line: null, pin: null, message: 'no pin of other' },
    ],
  })
})

it.each<[string, Partial<PinFacts>, string[]]>([
  ['an image that is not there', { names: MISSING, wanted: there(B) }, ['missing: the registry does not have it']],
  ['a registry that does not answer', { names: { kind: 'unknown', reason: 'down' } }, ['registry-unknown: down']],
  ['a module not published', { wanted: MISSING }, ['old: the image of this checkout is another, and not published yet']],
  ['a tag that names another', { tags: [{ tag: 'v1', names: there(C) }] }, [`moved: v1 names ${C} now`]],
  ['a tag that is gone', { tags: [{ tag: 'v1', names: MISSING }] }, ['moved: v1 names nothing any more']],
  [
    'a tag that went along with the module',
    { tags: [{ tag: 'latest', names: there(B) }], wanted: there(B) },
    [`old: the image of this checkout is ${B}`],
  ],
  ['an image of no module', { module: undefined, wanted: MISSING }, []],
])('knows %s', (_, change, expected) => {
  expect(problems(change)).toEqual(expected)
})
