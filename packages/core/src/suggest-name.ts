/**
 * The candidate that somebody who wrote `text` may have meant: the one with the fewest letters to change, add, leave out or swap, if those
 * are no more than a third of them. Of several the first.
 */
export function suggestName(text: string, candidates: Iterable<string>): string | undefined {
  let [best, fewest]: [string | undefined, number] = [undefined, Math.max(1, Math.floor(text.length / 3)) + 1]
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - text.length) >= fewest) continue
    const changes = countChanges(text, candidate)
    if (changes < fewest) [best, fewest] = [candidate, changes]
  }
  return best
}

/** `Did you mean 'x'?`; undefined where nothing is near. @see suggestName */
export function renderSuggestion(text: string, candidates: Iterable<string>): string | undefined {
  const near = suggestName(text, candidates)
  return near === undefined ? undefined : `Did you mean '${near}'?`
}

/** https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance#Optimal_string_alignment_distance */
function countChanges(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, index) => index)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= to.length; j += 1) {
      const isSame = from[i - 1] === to[j - 1]
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(
        Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1), ...(isSwapped ? [at(i - 2, j - 2) + 1] : [])),
      )
    }
  }
  return at(from.length, to.length)
}
