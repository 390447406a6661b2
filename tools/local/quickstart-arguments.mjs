// @ts-check

export const USAGE = `npm run quickstart [-- OPTION]

Builds every module's image, pushes it to a registry on this machine, and runs one of them. Safe to run twice and to interrupt.

  --setup-only    dependencies, engine, registry and base image; no module
  --down          stop what it started; what was built is kept
  --down --purge  stop it and remove its data too
  --help          this text
`

/**
 * @typedef {{ kind: 'up', setUpOnly: boolean } | { kind: 'down', purge: boolean } | { kind: 'help' } | { kind: 'wrong', message: string }} Wanted
 *
 * @param {readonly string[]} argv
 * @returns {Wanted}
 */
export function parseArguments(argv) {
  const known = ['--setup-only', '--down', '--purge', '--help', '-h']
  const unknown = argv.find((argument) => !known.includes(argument))
  if (unknown !== undefined) return { kind: 'wrong', message: `Unknown argument: ${unknown}` }
  const has = (/** @type {string} */ name) => argv.includes(name)
  if (has('--help') || has('-h')) return { kind: 'help' }
  if (has('--down') && has('--setup-only')) return { kind: 'wrong', message: '--down and --setup-only exclude each other.' }
  if (has('--down')) return { kind: 'down', purge: has('--purge') }
  if (has('--purge')) return { kind: 'wrong', message: '--purge goes with --down.' }
  return { kind: 'up', setUpOnly: has('--setup-only') }
}
