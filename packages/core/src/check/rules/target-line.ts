import type { BuildCheckFacts } from '../check-facts.js'

/** Line of the FROM whose stage the image is. */
export function firstLineOfTarget({ dockerfile, shipped }: BuildCheckFacts): number {
  return dockerfile.stages[Math.max(...shipped)]?.line ?? 1
}
