import { expect, it } from 'vitest'
import { applyConstraints } from './apply-constraints.js'

it('gives the versions of constraints to what is asked for without one', () => {
  const asked = [
    { name: 'Ruamel.Yaml', source: 'PyPI', line: 1 },
    { name: 'numpy', version: '2.0', source: 'PyPI', line: 2 },
    { name: 'tool', source: 'git+https://git.example/tool', line: 3 },
    { name: 'pandas', constraint: '>=2', source: 'PyPI', line: 4 },
  ]
  const constraints = [
    { name: 'ruamel-yaml', version: '0.18', line: 1 },
    { name: 'numpy', version: '1.0', line: 2 },
    { name: 'tool', version: '1', line: 3 },
    { name: 'unused', version: '1', line: 4 },
    { name: 'pandas', constraint: '<3', line: 5 },
  ]
  expect(applyConstraints(asked, constraints)).toEqual([{ ...asked[0], version: '0.18' }, ...asked.slice(1)])
})
