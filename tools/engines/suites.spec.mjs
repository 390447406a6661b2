import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CHECKOUT } from '../local/set-up.mjs'
import { countCases, countImages, countTests, SUITES } from './suites.mjs'

// Vitest is silent about a filter that matches nothing while another one does.
it.each(SUITES.flatMap(({ name, argv }) => argv.filter((argument) => /^packages\//.test(argument)).map((path) => [name, path])))(
  '%s: %s is there',
  (_, path) => {
    expect(existsSync(join(CHECKOUT, path))).toBe(true)
  },
)

it.each([
  ['… 9 passed (9)\n2 skipped\n12 passed, 1 failed\n', { passed: 12, failed: 1, skipped: 2 }],
  ['12 passed, 0 failed\n', { passed: 12, failed: 0, skipped: 0 }],
  ['Vitest ended without a report.\n', undefined],
])('countTests %j', (output, counts) => {
  expect(countTests(output)).toEqual(counts)
})

const COMPARED = 'seed 1: 60 cases, 20 built alike, 38 refused alike, 2 known to differ, 0 disagreements\n'

it.each([
  [COMPARED, { passed: 58, skipped: 2, failed: 0 }],
  [
    `${COMPARED}seed 1: 30 cases with --exclude, 9 built alike, 20 refused alike, 0 known to differ, 1 disagreements\n`,
    { passed: 87, skipped: 2, failed: 1 },
  ],
  [`${COMPARED}seed 1: 30 cases with --exclude left out: the engine does not know it\n`, { passed: 58, skipped: 32, failed: 0 }],
  ['Error: The engine could not be asked\n', undefined],
])('countCases %j', (output, counts) => {
  expect(countCases(output)).toEqual(counts)
})

const IMAGES =
  'seed 1: 20 cases, 12 built to one image, 7 refused alike, 1 known to differ, 0 differences; 0.4 s a case for BuildKit; 40 to build\n'

it.each([
  [IMAGES, { passed: 19, skipped: 1, failed: 0 }],
  [
    `${IMAGES}seed 1: 40 cases, 30 built to one image, 8 refused alike, 1 known to differ, 1 differences; 0.4 s\n`,
    { passed: 38, skipped: 1, failed: 1 },
  ],
  ['Error: there is no registry\n', undefined],
])('countImages %j', (output, counts) => {
  expect(countImages(output)).toEqual(counts)
})
