// @ts-check

/** The long form: what the suite has to show. */
const LONG = { pushes: 1000, kills: 200, races: 50, nxRuns: 10 }
const NAMES = ['seed', 'pushes', 'kills', 'races']

/**
 * How much of the fault suite is asked for; a sentence where the arguments cannot be read.
 *
 * @param {readonly string[]} argv
 * @returns {Record<string, number> | string}
 */
export function parseFaultArguments(argv) {
  /** @type {Record<string, number>} */
  const size = { ...LONG }
  const words = argv.flatMap((argument) => argument.split('='))
  for (let index = 0; index < words.length; index += 2) {
    const name = words[index]?.replace(/^--/, '') ?? ''
    const value = words[index + 1] ?? ''
    if (!NAMES.includes(name) || !words[index]?.startsWith('--')) return `'${words[index]}' is none of --${NAMES.join(', --')}.`
    if (!/^\d{1,9}$/.test(value)) return `--${name} takes a whole number, not '${value}'.`
    size[name] = Number(value)
  }
  return size
}
