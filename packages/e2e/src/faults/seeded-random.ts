/** Chance that a seed repeats: the same seed draws the same numbers, though not the same interleaving of processes. */
export interface SeededRandom {
  /** At least 0, below 1. */
  next(): number
  /** Whole, both ends included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  /** A sequence of its own, so that parts of a suite do not shift one another's. */
  fork(name: string): SeededRandom
}

/** Mulberry32: 32 bits of state, which is plenty for choosing faults. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: <T>(items: readonly [T, ...T[]]) => items[between(0, items.length - 1)] ?? items[0],
    fork: (name) => createSeededRandom([...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, seed)),
  }
}
