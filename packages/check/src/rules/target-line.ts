import type { BuildCheckFacts } from '../check-facts.js'

/** Index of the stage the image is: the last of those it stands on. */
export function targetStage({ shipped }: Pick<BuildCheckFacts, 'shipped'>): number {
  return [...shipped].reduce((last, index) => Math.max(last, index), -1)
}

/** Line of the FROM whose stage the image is. */
export function firstLineOfTarget(build: BuildCheckFacts): number {
  return build.dockerfile.stages[targetStage(build)]?.line ?? 1
}
