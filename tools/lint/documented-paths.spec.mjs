import { expect, it } from 'vitest'
import { createPathFinder } from './documented-paths.mjs'

const find = createPathFinder([
  'README.md',
  'docs/ci.md',
  'packages/core/src/errors.ts',
  'packages/core/src/a.spec.ts',
  'tools/lint/check.mjs',
])

it.each([
  ['`packages/core/src/errors.ts` and `core/src/errors.ts`, in `tools/lint`'],
  ['`modules/a/run.sh`, `packages/<name>/src`, `packages/*/src`, `docs/x.md --check`: of somebody else, a pattern, a command'],
  ['a.spec.ts, and `x.int.spec.ts` for what such files are called'],
])('finds nothing in %s', (text) => expect(find('README.md', text)).toEqual([]))

it.each([
  ['`packages/core/src/gone.ts`', 'packages/core/src/gone.ts'],
  ['`core/src/gone.ts`', 'core/src/gone.ts'],
  ['`tools/gone`', 'tools/gone'],
  ['as gone.e2e.spec.ts tests', 'gone.e2e.spec.ts'],
])('finds what is not there in %s', (text, path) => {
  expect(find('README.md', `\n${text}\n`)).toEqual([`README.md:2: names ${path}, which is not there`])
  expect(find('CHANGELOG.md', text)).toEqual([])
})
