import { expect, it } from 'vitest'
import { isTriggered, matchesFilter } from './triggers.js'
import { parseWorkflowFile } from './workflow-file.js'

it.each([
  ['modules/a/**', 'modules/a/x/y.R', true],
  ['modules/a/**', 'modules/ab/x', false],
  ['modules/\\[a\\]\\*/**', 'modules/[a]*/x', true],
  ['modules/\\[a\\]\\*/**', 'modules/a/x', false],
  ['**/*.md', 'README.md', true],
  ['*.md', 'docs/README.md', false],
  ['main', 'mainly', false],
])('the filter %s on %s', (pattern, text, expected) => {
  expect(matchesFilter([pattern], text)).toBe(expected)
})

const WORKFLOW = parseWorkflowFile(
  'x.yml',
  'on:\n  pull_request:\n    paths: [a/**]\n  push:\n    branches: [main]\n  schedule:\n    - cron: 1 2 3 * *\n  workflow_dispatch:\njobs: {}\n',
)
const facts = { sha: '', ref: '', changed: ['a/b'] }

it('events start what names them', () => {
  const pull = { kind: 'pull_request', number: 1, head: 'x', base: 'main', fork: false } as const
  const started = (event: Parameters<typeof isTriggered>[1]['event'], changed = facts.changed) =>
    isTriggered(WORKFLOW, { ...facts, event, changed })
  expect([
    [started(pull), started(pull, ['b'])],
    [started({ kind: 'push', branch: 'main' }), started({ kind: 'push', branch: 'other' })],
    [started({ kind: 'schedule', cron: '1 2 3 * *' }), started({ kind: 'schedule', cron: '1 2 4 * *' })],
    [started({ kind: 'workflow_dispatch', workflow: 'x.yml', branch: 'main', inputs: {} }), started({ kind: 'release', tag: 'v1' })],
  ]).toEqual([
    [true, false],
    [true, false],
    [true, false],
    [true, false],
  ])
})
