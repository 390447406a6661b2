/** Options of the executor itself, which Nx leaves among the words it did not parse. */
export const OWN_OPTIONS = ['command', 'args', 'env'] as const

/**
 * The words of a command line that are meant for the module's command: all but the executor's own options and their values.
 *
 * @param unparsed as Nx hands them over: `['--command=Rscript a.R', '--seed', '7']`
 */
export function commandArguments(unparsed: readonly string[]): string[] {
  const own = (word: string) => [...OWN_OPTIONS, 'configuration'].some((name) => word === `--${name}` || word.startsWith(`--${name}=`))
  const isValueOf = (option: string | undefined) => option !== undefined && own(option) && !option.includes('=')
  return unparsed.filter((word, index) => !own(word) && !isValueOf(unparsed[index - 1]))
}
