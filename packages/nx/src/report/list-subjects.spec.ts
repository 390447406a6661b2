import { expect, it } from 'vitest'
import { temporaryWorkspace } from '../testing/temporary-workspace.js'
import { listSubjects } from './list-subjects.js'

const HEX = '0123456789abcdef'.repeat(4)

function receipt(module: string, outcome: string, more: object = {}): Record<string, string> {
  const common = {
    receipt: 1,
    module,
    image: `r.example/${module}`,
    key: 'k',
    contentTag: 't',
    outcome,
    reason: '',
    digest: `sha256:${HEX}`,
  }
  return { [`dist/images/${module}.json`]: JSON.stringify({ ...common, platforms: [], bases: [], tags: ['latest'], seconds: 0, ...more }) }
}

it('lists what was uploaded, and nothing that was there or is no receipt', () => {
  const root = temporaryWorkspace({
    ...receipt('b', 'pushed'),
    ...receipt('a', 'built'),
    ...receipt('f', 'built', { tags: [] }),
    ...receipt('c', 'promoted'),
    ...receipt('d', 'pushed', { digest: undefined }),
    'dist/images/e.json': '{',
  })
  expect(listSubjects(root)).toEqual([`${HEX}  r.example/a`, `${HEX}  r.example/b`])
})

it('lists nothing before the first run', () => {
  expect(listSubjects(temporaryWorkspace({}))).toEqual([])
})
