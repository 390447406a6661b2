import { describe, expect, test } from 'vitest'
import { existsSync } from 'node:fs'
import { LONG_TESTS } from './long-tests.mjs'
import { planLeftOut, planVitestArguments, wantedProjects } from './test-plan.mjs'
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
    for (const argv of [[], ['--project', 'int']]) expect(planLeftOut(argv)).toEqual(LONG_TESTS)
    for (const argv of [['--all'], ['packages/core'], ['--project=int', '--all']]) expect(planLeftOut(argv)).toEqual([])
    expect(LONG_TESTS.filter((file) => !existsSync(file))).toEqual([])
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
