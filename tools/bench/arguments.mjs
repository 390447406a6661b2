// @ts-check
import { parseArgs } from 'node:util'

export const USAGE = `npm run bench [-- OPTION…]

Makes workspaces of generated modules, publishes them side by side with other ways to do so, and writes docs/benchmarks.md.
Root gets a Docker engine of its own for it, others use the one at hand; a registry runs on 127.0.0.1. It removes what it made. All of it takes about 40 minutes on two cores.

  --cases A,B         only these cases
  --competitors A,B   only these ways to publish
  --sizes 20,50       numbers of modules, in place of each case's own
  --runs N            times each is measured; 3
  --json FILE         also every single measurement
  --output FILE       in place of docs/benchmarks.md; - writes none
  --help              this text
`

/**
 * @typedef {object} Wanted
 * @property {'bench'} kind
 * @property {readonly string[] | undefined} cases
 * @property {readonly string[] | undefined} competitors
 * @property {readonly number[] | undefined} sizes
 * @property {number} runs
 * @property {string | undefined} json
 * @property {string | undefined} output
 * @property {readonly string[]} options those that say what is measured, to repeat it
 */

/**
 * @param {readonly string[]} argv
 * @param {{ cases: readonly string[], competitors: readonly string[] }} known
 * @returns {Wanted | { kind: 'help' } | { kind: 'wrong', message: string }}
 */
export function parseArguments(argv, known) {
  try {
    const string = /** @type {const} */ ({ type: 'string' })
    const options = { cases: string, competitors: string, sizes: string, runs: string, json: string, output: string }
    const { values } = parseArgs({ args: [...argv], options: { ...options, help: { type: 'boolean', short: 'h' } } })
    if (values.help) return { kind: 'help' }
    const measuring = /** @type {const} */ (['cases', 'competitors', 'sizes', 'runs'])
    return {
      kind: 'bench',
      cases: names(values.cases, known.cases, '--cases'),
      competitors: names(values.competitors, known.competitors, '--competitors'),
      sizes: values.sizes?.split(',').map((text) => count(text, '--sizes')),
      runs: count(values.runs ?? '3', '--runs'),
      json: values.json,
      output: values.output,
      options: measuring.flatMap((name) => (values[name] === undefined ? [] : [`--${name}=${values[name]}`])),
    }
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) }
  }
}

/** @param {string | undefined} text @param {readonly string[]} known @param {string} option */
function names(text, known, option) {
  const wanted = text?.split(',')
  const unknown = wanted?.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`${option}: there is no '${unknown}'. There are ${known.join(', ')}.`)
  return wanted
}

/** @param {string} text @param {string} option */
function count(text, option) {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`${option}: '${text}' is no number of 1 or more.`)
  return Number(text)
}
