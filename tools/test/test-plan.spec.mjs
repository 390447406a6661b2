import { describe, expect, test, vi } from 'vitest'
import { existsSync } from 'node:fs'
import { leftOut, LONG_TESTS, SHORT_TESTS } from './long-tests.mjs'
import { isShort, planVitestArguments, wantedProjects } from './test-plan.mjs'
import { parseTestReport } from './test-summary.mjs'

test.each([
  [[], ['unit', 'int', 'e2e']],
  [['packages/core'], ['unit', 'int', 'e2e']],
  [
    ['--project', 'unit', '--project=int'],
    ['unit', 'int'],
  ],
])('projects of %j', (argv, projects) => {
  expect(wantedProjects(argv)).toEqual(projects)
})

describe('planVitestArguments', () => {
  const ending = ['--reporter=default', '--reporter=json', '--outputFile.json=/r.json']

  test('passes arguments on', () => {
    expect(planVitestArguments(['-t', 'a b'], { engine: true, report: '/r.json' })).toEqual(['run', '-t', 'a b', ...ending])
  })

  test('leaves the end-to-end tests out where there is no engine', () => {
    expect(planVitestArguments(['x'], { engine: false, report: '/r.json' })).toEqual([
      'run',
      'x',
      '--project',
      'unit',
      '--project',
      'int',
      ...ending,
    ])
    expect(planVitestArguments(['--project', 'e2e', '--project=int', '--all'], { engine: false, report: '/r.json' })).toEqual([
      'run',
      '--project',
      'int',
      ...ending,
    ])
  })

  test('leaves the long tests out, unless all are asked for, or some by name', () => {
    expect([[], ['--project', 'int']].map(isShort)).toEqual([true, true])
    expect([['--all'], ['packages/core'], ['--project=int', '--all']].map(isShort)).toEqual([false, false, false])
    expect(LONG_TESTS.filter((file) => !existsSync(file))).toEqual([])
  })

  test('leaves out of a project its own long tests, by their paths in it', () => {
    vi.stubEnv(SHORT_TESTS, 'false')
    expect(leftOut('')).toEqual([])
    vi.stubEnv(SHORT_TESTS, 'true')
    expect(leftOut('')).toEqual(LONG_TESTS)
    expect(leftOut('packages/e2e/')).toContain('src/rehearsal/rehearsal.e2e.spec.ts')
    vi.unstubAllEnvs()
  })

  test('keeps the reporter that was asked for', () => {
    const args = planVitestArguments(['--reporter=verbose'], { engine: true, report: '/r.json' })
    expect(args).toEqual(['run', '--reporter=verbose', '--reporter=json', '--outputFile.json=/r.json'])
  })
})

describe('parseTestReport', () => {
  const file = (/** @type {string} */ status, /** @type {string[]} */ ...tests) => ({
    status,
    assertionResults: tests.map((each) => ({ status: each })),
  })

  test('counts tests, and a file that broke before it had one', () => {
    const testResults = [
      file('passed', 'passed', 'skipped', 'todo'),
      file('failed', 'passed', 'failed'),
      file('failed'),
      file('failed', 'passed'),
    ]
    expect(parseTestReport(JSON.stringify({ testResults }))).toEqual({ passed: 3, failed: 3, skipped: 2 })
  })

  test.each(['', '{}', '{"testResults":[{}]}'])('%j is none', (text) => {
    expect(parseTestReport(text)).toBeUndefined()
  })
})
