import ts from 'typescript'
import { expect, it } from 'vitest'
import { createEvaluator } from './evaluate.mjs'
import { findCodes, findErrorSites } from './error-sites.mjs'

const SOURCE = `
const RULE = 'Write it otherwise.'
export type EngineErrorCode = 'engine-one' | 'engine-two'
function refuse(code: string, message: string): Error {
  return new ModuleImagesError({ code, kind: 'input', message })
}
function fail(name: string) {
  const [message, fix] = name === '' ? ['It is empty.', RULE] : [\`'\${name}' is wrong.\`, RULE]
  if (name.length > 9) throw refuse('too-long', \`'\${name}' is too long.\`)
  throw new ModuleImagesError({ code: name === 'a' ? 'bad-a' : 'bad-other', kind: 'input', message, fix })
}
`
const file = ts.createSourceFile('packages/a/src/a.ts', SOURCE, ts.ScriptTarget.Latest, true)

it('finds each code that is written down, wherever it is given', () => {
  expect([...findCodes([file]).keys()].sort()).toEqual(['bad-a', 'bad-other', 'engine-one', 'engine-two', 'too-long'])
})

it('evaluates what a constructor gets, with samples for parameters', async () => {
  const details = findErrorSites([file])[1]?.details
  if (details === undefined) throw new Error('There is no such error.')
  const evaluate = createEvaluator('/nowhere', (_, name) => (name === 'name' ? { value: 'a' } : undefined))
  expect(await evaluate(details)).toEqual({ code: 'bad-a', kind: 'input', message: "'a' is wrong.", fix: 'Write it otherwise.' })
  await expect(createEvaluator('/nowhere', () => undefined)(details)).rejects.toThrow("packages/a/src/a.ts:10: no sample for 'name'")
})
