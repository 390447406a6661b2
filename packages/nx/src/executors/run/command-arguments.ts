import { CONTAINER_OPTION_NAMES } from '@module-images/app'

/** Options of the executor itself, which Nx leaves among the words it did not parse. */
export const OWN_OPTIONS: readonly string[] = [
  'command',
  'args',
  'loginShell',
  'login-shell',
  'preset',
  'open',
  'at',
  'yes',
  ...CONTAINER_OPTION_NAMES,
]

/** Those of them that take no value. */
const FLAGS: readonly string[] = ['--yes', '--open', '--loginShell', '--login-shell']

/**
 * The words of a command line that are meant for the module's command: all but the executor's own options and their values. What follows a
 * bare `--` among them is the command's in any case.
 *
 * @param unparsed as Nx hands them over: `['--command=Rscript a.R', '--seed', '7']`
 */
export function commandArguments(unparsed: readonly string[]): string[] {
  const dashes = unparsed.indexOf('--')
  const mixed = dashes < 0 ? unparsed : unparsed.slice(0, dashes)
  const own = (word: string) => [...OWN_OPTIONS, 'configuration'].some((name) => word === `--${name}` || word.startsWith(`--${name}=`))
  const isValueOf = (option: string | undefined) => option !== undefined && own(option) && !option.includes('=') && !FLAGS.includes(option)
  const foreign = mixed.filter((word, index) => !own(word) && !isValueOf(mixed[index - 1]))
  return [...foreign, ...(dashes < 0 ? [] : unparsed.slice(dashes + 1))]
}
