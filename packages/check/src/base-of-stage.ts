import type { Base, Dockerfile, Reads } from '@module-images/core'

/** The base of a stage, and where it is named: a FROM of this or an earlier stage. */
export type StageBase = Base & { readonly line: number }

/** By index of the stage, the base that it stands on, through stages it starts from; undefined for none, and where that cannot be known. */
export function findStageBases({ stages }: Dockerfile, { places }: Reads, bases: readonly Base[]): (StageBase | undefined)[] {
  const references = new Map(places.flatMap(({ via, line, reference }) => (via === 'from' ? [[line, reference] as const] : [])))
  const byReference = new Map(bases.map((base) => [base.reference, base]))
  const named = new Map<string, StageBase | undefined>()
  return stages.map(({ from, name, line }) => {
    const base = byReference.get(references.get(line) ?? '')
    const found = named.has(from) ? named.get(from) : base && { ...base, line }
    if (name !== '') named.set(name, found)
    return found
  })
}
