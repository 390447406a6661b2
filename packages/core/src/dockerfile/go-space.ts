/** What Go's `unicode.IsSpace` takes for space. JavaScript's `\s` adds U+FEFF and lacks U+0085. */
const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const LEADING = new RegExp(`^[${SPACE}]+`)
const OTHER = new RegExp(`^[${SPACE}]$`)

export function isSpace(character: string): boolean {
  const code = character.charCodeAt(0)
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x85 && OTHER.test(character))
}

export function trimStart(text: string): string {
  return isSpace(text.charAt(0)) ? text.replace(LEADING, '') : text
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const start = trimStart(text)
  let end = start.length
  while (end > 0 && isSpace(start[end - 1] ?? '')) end--
  return start.slice(0, end)
}
