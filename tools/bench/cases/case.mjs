// @ts-check
/**
 * What is measured: one file, and one entry in the array of `cases.mjs`.
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {string} title
 * @property {string} about what happens, for the page
 * @property {readonly number[]} sizes numbers of modules
 * @property {number} [mostRuns] where more tell nothing new
 * @property {import('../modules.mjs').Shape} [shape] of its modules, where it is another than usual
 * @property {readonly import('../competitors/competitor.mjs').Competitor[]} competitors
 * @property {(stage: Stage) => Promise<import('../measure/measure.mjs').Work & { done?: () => Promise<void> }>} prepare everything up to the
 *   moment the clock starts; `done` clears up
 * @property {boolean} publishes whether its work goes through the registry
 *
 * @typedef {object} Stage one competitor with one number of modules
 * @property {import('../competitors/competitor.mjs').Competitor} competitor
 * @property {import('../competitors/competitor.mjs').Workspace} workspace
 * @property {number} run from 1
 * @property {import('../bench.mjs').Bench} bench
 * @property {() => Promise<void>} fresh makes all modules anew, with other bytes and under another prefix
 * @property {() => Promise<void>} published sees to it that the modules as they are were published as `latest`
 */

export {}
