// @ts-check

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB']

/** Bytes as registries count them: 1 MB is 1,000,000. @param {number} bytes */
export function renderBytes(bytes) {
  let [value, unit] = [bytes, 0]
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
}

const DAY = 86_400_000

/**
 * How long ago, in the largest unit that says enough; empty for no date.
 *
 * @param {string | null} date ISO 8601
 * @param {number} now milliseconds since 1970
 */
export function renderAge(date, now) {
  const days = Math.floor((now - Date.parse(date ?? '')) / DAY)
  if (Number.isNaN(days)) return ''
  if (days < 1) return 'today'
  if (days < 14) return `${plural(days, 'day')} ago`
  if (days < 60) return `${plural(Math.floor(days / 7), 'week')} ago`
  return `${days < 730 ? plural(Math.floor(days / 30.44), 'month') : plural(Math.floor(days / 365.25), 'year')} ago`
}

/** @param {string | number | null} date */
export function renderDate(date) {
  const time = typeof date === 'number' ? date : Date.parse(date ?? '')
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10)
}

/**
 * @param {number} count
 * @param {string} word
 */
export function plural(count, word) {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}

/** @param {string} digest */
export function shortDigest(digest) {
  return digest.slice(0, 'sha256:'.length + 12)
}
