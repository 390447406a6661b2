// @ts-check
import { parseArgs } from 'node:util'

export const USAGE = `npm run test:engines [-- OPTION…]

Runs the end-to-end and differential tests in short form on each Docker of a list, with each of its two image stores, and the tests of every
engine on Podman, and prints a table. Every engine is a second one beside that of the machine, with a folder of its own, and is stopped at the end. Needs
root, on Debian or Ubuntu. An engine that is not the machine's own is taken from a suite of Debian into a folder, which is kept for next time.

  --engine VERSION  only this engine; may be given more than once
  --store NAME      only this image store: classic, containerd; Podman's is overlay
  --suite NAME      only these tests; may be given more than once
  --list            says what there is and runs nothing
  --purge           removes the engines that are kept, and ends
  --help            this text

Exit code 1: a test failed, or an engine that was asked for cannot be had on this machine.
`

/**
 * What is to be run, by name.
 *
 * @typedef {{ engines: readonly string[], stores: readonly string[], suites: readonly string[] }} Names
 *
 * @param {readonly string[]} argv
 * @param {Names} known
 * @returns {{ kind: 'run', names: Names } | { kind: 'list' } | { kind: 'purge' } | { kind: 'help' } | { kind: 'wrong', message: string }}
 */
export function parseArguments(argv, known) {
  try {
    const names = /** @type {const} */ ({ type: 'string', multiple: true })
    const flag = /** @type {const} */ ({ type: 'boolean' })
    const options = { engine: names, store: names, suite: names, list: flag, purge: flag, help: { ...flag, short: 'h' } }
    const { values } = parseArgs({ args: [...argv], options })
    if (values.help) return { kind: 'help' }
    if (values.list) return { kind: 'list' }
    if (values.purge) return { kind: 'purge' }
    const engines = choose(known.engines, values.engine, '--engine')
    const stores = choose(known.stores, values.store, '--store')
    return { kind: 'run', names: { engines, stores, suites: choose(known.suites, values.suite, '--suite') } }
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) }
  }
}

/** In the order of all there are. @param {readonly string[]} known @param {readonly string[] | undefined} wanted @param {string} option */
function choose(known, wanted = known, option) {
  const unknown = wanted.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`${option}: there is no '${unknown}'. There are ${known.join(', ')}.`)
  return known.filter((name) => wanted.includes(name))
}
