import { type IgnoreRules, isIgnored, type Reads } from '@module-images/core'

/**
 * Sources without a pattern that the ignore file hides from the build though they are there.
 *
 * @param exists whether a path of the context is there
 */
export function hiddenSources({ sources }: Reads, rules: IgnoreRules, exists: (path: string) => boolean): ReadonlySet<string> {
  const plain = new Set(sources.flatMap(({ pattern, glob }) => (glob ? [] : [pattern])))
  return new Set([...plain].filter((path) => path !== '' && exists(path) && isIgnored(rules, path)))
}
