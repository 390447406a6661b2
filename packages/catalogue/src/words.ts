const DAY = 86_400_000

/**
 * How long ago, in the largest unit that says enough; empty for no date.
 *
 * @param date ISO 8601
 * @param now milliseconds since 1970
 */
export function renderAge(date: string | null, now: number): string {
  const days = Math.floor((now - Date.parse(date ?? '')) / DAY)
  if (Number.isNaN(days)) return ''
  if (days < 1) return 'today'
  if (days < 14) return `${plural(days, 'day')} ago`
  if (days < 60) return `${plural(Math.floor(days / 7), 'week')} ago`
  return `${days < 730 ? plural(Math.floor(days / 30.44), 'month') : plural(Math.floor(days / 365.25), 'year')} ago`
}

/** `1,234 modules` */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}
