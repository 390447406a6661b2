import type { SealedBuild } from '@module-images/core'
import type { PastImage } from './find-past-image.js'

/** What is said of an image that was found by another way than its key. */
export function renderPastImage(image: PastImage): string {
  const found = image.by === 'revision' ? `its label names commit ${image.revision.slice(0, 12)}` : `git's tag ${image.tag} is this commit`
  return `${image.tag} (${image.digest}): ${found}; its key is of another version of the recipe, and could not be compared`
}

/** Bases whose content a commit does not say: names of images whose digest it does not lock. */
export function findUnlockedBases({ bases }: Pick<SealedBuild, 'bases'>): string[] {
  return bases.flatMap((base) => ('unlocked' in base ? [base.reference] : []))
}
