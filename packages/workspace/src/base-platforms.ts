import { type BuildOptions, type Dockerfile, planReads, type Reads } from '@module-images/core'

/**
 * Platforms that each outside base has to be there for, by its text. A frontend, and a stage with `FROM --platform`, runs on one of its own choice,
 * mostly that of the builder, and sets no requirement; a base whose name holds the platform is wanted for that one alone.
 *
 * @param reads of all platforms together
 */
export function basePlatforms(dockerfile: Dockerfile, options: BuildOptions, reads: Reads): Map<string, string[]> {
  const { buildArgs, target, platforms } = options
  const elsewhere = new Set(dockerfile.stages.filter((stage) => stage.platform !== undefined).map((stage) => stage.line))
  const wanted = new Map<string, string[]>()
  for (const platform of platforms) {
    const variables = { buildArgs, platforms: [platform], ...(target === undefined ? {} : { target }) }
    const { bases } = platforms.length === 1 ? reads : planReads(dockerfile, variables)
    for (const { reference, line, via } of bases) {
      if (via === 'syntax' || (via === 'from' && elsewhere.has(line))) continue
      wanted.set(reference, [...(wanted.get(reference) ?? []), platform])
    }
  }
  return wanted
}
