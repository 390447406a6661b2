import type { BuildCheckFacts } from '../check-facts.js'

/** Line of the instruction that most likely reads an input: the first whose source is the path or a folder above it. */
export function lineOfInput({ reads }: BuildCheckFacts, path: string): number {
  const source = reads.sources.find(({ pattern, glob }) => !glob && (pattern === '' || pattern === path || path.startsWith(`${pattern}/`)))
  return source?.line ?? reads.sources.find(({ glob }) => glob)?.line ?? reads.wholeContext?.line ?? 1
}
