// @ts-check
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { renderCoverage } from './coverage-table.mjs'

const PACKAGES = join('/', 'work', 'packages')
const counts = (/** @type {number} */ covered, /** @type {number} */ total) => ({ covered, total })

it('has a row for each package and one for all, and says 100 for all alone', () => {
  const a = { lines: counts(999, 1000), functions: counts(4, 4), branches: counts(0, 0) }
  const b = { lines: counts(1, 2), functions: counts(1, 3), branches: counts(1, 1) }
  const files = { [join(PACKAGES, 'core/src/a.ts')]: a, [join(PACKAGES, 'app/src/b.ts')]: b, [join(PACKAGES, 'app/src/c.ts')]: b }
  expect(renderCoverage({ total: a, ...files }, PACKAGES).split('\n')).toEqual([
    'package            lines   functions    branches   lines not run',
    'app               50.0 %      33.3 %     100.0 %               2',
    'core              99.9 %     100.0 %           -               1',
    'all               99.7 %      60.0 %     100.0 %               3',
  ])
})
