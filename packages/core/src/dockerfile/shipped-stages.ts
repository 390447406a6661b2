import type { Dockerfile } from './parse-dockerfile.js'

/**
 * Indexes of the stages whose layers are in the image of a target: its own, and those it starts from, in that order. A FROM with a variable
 * is taken for an image.
 *
 * @param target name of the stage to build, in any case; none means the last
 * @returns none for a target that is not there
 */
export function shippedStages({ stages }: Dockerfile, target?: string): number[] {
  const wanted = target?.toLowerCase()
  const shipped: number[] = []
  let from: string | undefined = wanted
  // FROM knows the stages before it, so one way back finds them all.
  for (let index = stages.length - 1; index >= 0; index--) {
    const stage = stages[index]
    const isLast = shipped.length === 0 && wanted === undefined
    if (stage === undefined || !(isLast || (stage.name !== '' && stage.name === from))) continue
    shipped.push(index)
    from = stage.from
  }
  return shipped
}
