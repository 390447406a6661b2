// @ts-check
import { join } from 'node:path'
import { CHECKOUT } from '../local/set-up.mjs'

/**
 * Tests that are run on every engine, in short form. Another one is another entry.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {readonly import('./engine-kinds.mjs').EngineKind['program'][]} programs of the engines that it is for
 * @property {readonly string[]} argv run in the checkout, with the engine in its environment
 * @property {(output: string) => Counts | undefined} count from what it printed; undefined when it ended before it had counted
 */

const END_TO_END = ['push', 'graph', 'cache', 'run', 'interruption', 'secrets', 'failures']
/** Folders of tests below the end-to-end ones that ask a real engine. */
const INTEGRATION = [
  'packages/engine/src/every-engine.int.spec.ts',
  'packages/engine/src/docker',
  'packages/app/src/build',
  'packages/app/src/publish',
  'packages/app/src/session',
]

/** @type {readonly Suite[]} */
export const SUITES = [
  {
    name: 'engine',
    programs: ['podman'],
    argv: vitest('int', ['packages/engine/src/every-engine.int.spec.ts', '-t', '^podman ']),
    count: countTests,
  },
  { name: 'integration', programs: ['docker'], argv: vitest('int', INTEGRATION), count: countTests },
  {
    name: 'end-to-end',
    programs: ['docker'],
    argv: vitest(
      'e2e',
      END_TO_END.map((name) => `packages/e2e/src/${name}.e2e.spec.ts`),
    ),
    count: countTests,
  },
  {
    name: 'differential',
    programs: ['docker'],
    argv: node('tools/differential/run.mjs', '--cases=60', '--excludes=60', '--seed=13'),
    count: countCases,
  },
  { name: 'images', programs: ['docker'], argv: node('tools/differential/run.mjs', '--images=40', '--seed=13'), count: countImages },
]

/** What `run-tests.mjs` says in the end. @type {Suite['count']} */
export function countTests(output) {
  const found = [...output.matchAll(/^(?:(\d+) skipped\n)?(\d+) passed, (\d+) failed$/gm)].at(-1)
  return found && { passed: Number(found[2]), failed: Number(found[3]), skipped: Number(found[1] ?? 0) }
}

/**
 * All the lines in which the differential test counts: cases whose difference is known, and those the engine could not be asked, are
 * skipped.
 *
 * @type {Suite['count']}
 */
export function countCases(output) {
  const line = /^seed \d+: \d+ cases.*?, (\d+) built alike, (\d+) refused alike, (\d+) known to differ, (\d+) disagreements$/gm
  const leftOut = /^seed \d+: (\d+) cases.*? left out: /gm
  const compared = [...output.matchAll(line)].map((match) => match.slice(1).map(Number))
  if (compared.length === 0) return undefined
  const sum = (/** @type {number} */ index) => compared.reduce((total, counts) => total + (counts[index] ?? 0), 0)
  const notAsked = [...output.matchAll(leftOut)].reduce((total, [, count]) => total + Number(count), 0)
  return { passed: sum(0) + sum(1), skipped: sum(2) + notAsked, failed: sum(3) }
}

/**
 * The last line in which the differential test counts the images it has compared; cases whose difference is known are skipped.
 *
 * @type {Suite['count']}
 */
export function countImages(output) {
  const line = /^seed \d+: \d+ cases, (\d+) built to one image, (\d+) refused alike, (\d+) known to differ, (\d+) differences\b/gm
  const [built, refused, known, different] = [...output.matchAll(line)].at(-1)?.slice(1).map(Number) ?? []
  if (built === undefined || refused === undefined) return undefined
  return { passed: built + refused, skipped: known ?? 0, failed: different ?? 0 }
}

/** @param {string} project @param {readonly string[]} filters */
function vitest(project, filters) {
  return node('tools/test/run-tests.mjs', '--project', project, ...filters)
}

/** @param {string} script @param {readonly string[]} args */
function node(script, ...args) {
  return [process.execPath, join(CHECKOUT, script), ...args]
}
