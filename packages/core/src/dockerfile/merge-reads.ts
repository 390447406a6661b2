import type { Reads, SourceRead } from './reads.js'

/** What either of two builds reads. */
export function mergeReads(a: Reads, b: Reads): Reads {
  const whole = a.wholeContext ?? b.wholeContext
  return {
    sources: dedupe([...a.sources, ...b.sources], sourceName),
    remotes: dedupe([...a.remotes, ...b.remotes]),
    bases: dedupe([...a.bases, ...b.bases], ({ reference }) => reference),
    places: dedupe([...a.places, ...b.places]),
    unknownBases: dedupe([...a.unknownBases, ...b.unknownBases]),
    ...(whole ? { wholeContext: whole } : {}),
    sendsAll: a.sendsAll || b.sendsAll,
    stageTriggers: a.stageTriggers + b.stageTriggers,
    labelNames: dedupe([...a.labelNames, ...b.labelNames]),
    warnings: dedupe([...a.warnings, ...b.warnings]),
  }
}

/** The first of each, in order; equal means of equal key. */
export function dedupe<T>(values: readonly T[], key: (value: T) => string = (value) => JSON.stringify(value)): T[] {
  if (values.length < 2) return [...values]
  const byKey = new Map<string, T>()
  for (const value of values) {
    const name = key(value)
    if (!byKey.has(name)) byKey.set(name, value)
  }
  return [...byKey.values()]
}

/** The same for equal sources alone: nothing but the pattern may hold a NUL, so the parts stay apart. */
export function sourceName({ kind, pattern, glob, excludes, parents, line }: SourceRead): string {
  const options = parents || excludes.length > 0 ? JSON.stringify([excludes, parents]) : ''
  return `${kind}\0${pattern}\0${glob ? '*' : ''}\0${line}\0${options}`
}
