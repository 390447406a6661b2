import type { Base } from '@module-images/core'
import type { BuildCheckFacts } from './check-facts.js'

type StagesAndBases = Pick<BuildCheckFacts, 'dockerfile' | 'reads' | 'bases'>

/** The base that a stage stands on, through stages it starts from; undefined for none, and where that cannot be known. */
export function baseOfStage(
  { dockerfile: { stages }, reads, bases }: StagesAndBases,
  stage: number,
): (Base & { readonly line: number }) | undefined {
  let index = stage
  for (let from = stages[index]?.from; from !== undefined; from = stages[index]?.from) {
    const before = stages.slice(0, index).findLastIndex(({ name }) => name !== '' && name === from)
    if (before < 0) break
    index = before
  }
  const line = stages[index]?.line
  const place = reads.places.find((one) => one.via === 'from' && one.line === line)
  const base = place && bases.find(({ reference }) => reference === place.reference)
  return base === undefined || line === undefined ? undefined : { ...base, line }
}
