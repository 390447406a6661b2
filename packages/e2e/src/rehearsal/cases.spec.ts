import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CASES, isLong, renderCases } from './cases.js'

it('docs/ci.md has the tables of what is rehearsed', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/ci.md'), 'utf8')
  for (const table of renderCases()) expect(page).toContain(`\n\n${table}\n`)
})

it('has each case once, and in the suite', () => {
  const names = CASES.map(({ name }) => name)
  const suite = readFileSync(join(import.meta.dirname, 'rehearsal.e2e.spec.ts'), 'utf8')
  expect(names).toEqual([...new Set(names)])
  expect(names.filter((name) => !suite.includes(`title('${name}')`))).toEqual([])
})

it('is long when asked to be', () => expect([{}, { MI_REHEARSAL: '' }, { MI_REHEARSAL: 'all' }].map(isLong)).toEqual([false, false, true]))
