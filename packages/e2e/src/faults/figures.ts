/** What was counted, and how much. */
export type Figures = Readonly<Record<string, number | string>>

/** Lines of a small table. */
export function renderFigures(title: string, figures: Figures): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  return [title, ...Object.entries(figures).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join('\n')
}

/** `429 12, reset 3`; what did not happen is left out. */
export function renderCounts(counts: Readonly<Record<string, number>>): string {
  const happened = Object.entries(counts).filter(([, count]) => count > 0)
  return happened.length === 0 ? 'none' : happened.map(([name, count]) => `${name}: ${count}`).join(', ')
}

/** Whole shares of a total, as even as can be. */
export function sharesOf(total: number, parts: number): number[] {
  return Array.from({ length: Math.max(1, parts) }, (_, index) => Math.floor((total + index) / Math.max(1, parts)))
}

/** Sums what lanes that ran side by side counted; lists are joined. */
export function sumFigures<T extends object>(parts: readonly [T, ...T[]]): T {
  return parts.reduce((sum, part) => addValues(sum, part) as T)
}

function addValues(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  if (Array.isArray(one) && Array.isArray(other)) return [...(one as unknown[]), ...(other as unknown[])]
  const [left, right] = [one ?? {}, other ?? {}] as [Record<string, unknown>, Record<string, unknown>]
  if (typeof left !== 'object' || typeof right !== 'object') return one ?? other
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  return Object.fromEntries(
    [...names].map((name) => [name, name in left && name in right ? addValues(left[name], right[name]) : (left[name] ?? right[name])]),
  )
}

const MOST_WORDS = 2_000

/** Of an error that is none of the product's: what it says, and no more of a long output than its end. */
export function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return words.length > MOST_WORDS ? `…${words.slice(-MOST_WORDS)}` : words
}
