import { expect, it } from 'vitest'
import { checkModule, countFindings } from './run-checks.js'
import { exampleModule } from './testing/example-facts.js'

it('lists a thousand findings of one rule, and says how many more there are', () => {
  const steps = Array.from({ length: 1234 }, () => 'RUN pip install scanpy')
  const facts = exampleModule({ files: { Dockerfile: ['FROM debian:trixie', ...steps, ''].join('\n') } })
  const found = checkModule(facts).filter(({ rule }) => rule === 'pip-unpinned')
  expect(found).toHaveLength(1001)
  const last = found.at(-1)
  expect(last?.message).toBe('This and 233 more like it are not listed one by one.')
  expect(last?.place).toMatchObject({ file: 'modules/example/Dockerfile', line: 1002 })
  expect(countFindings(found)).toMatchObject({ [found[0]?.severity ?? '']: 1001 })
})
