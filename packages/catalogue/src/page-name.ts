const LONGEST = 120

/**
 * The file name of a page, without extension, which depends on nothing but the name of what it shows, so that addresses stay. Letters, digits and
 * `.`, `_`, `-` stand as they are; anything else, and a leading dot, becomes `~` with its hexadecimal number: no two names share a page, also where
 * file names differ by more than capitals only.
 */
export function pageName(name: string): string {
  const written = name.replace(/^\.|[^a-z0-9._-]/gu, (char) => `~${(char.codePointAt(0) ?? 0).toString(16)}~`)
  if (written.length <= LONGEST) return written
  let hash = 0
  for (const char of name) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0
  return `${written.slice(0, LONGEST)}~~${hash.toString(16)}`
}

/** From the site's root. */
export function moduleAddress(name: string): string {
  return `module/${pageName(name)}.html`
}

/** From the site's root. Packages whose names differ by capitals only share a page. */
export function packageAddress(name: string): string {
  return `package/${pageName(name.toLowerCase())}.html`
}
