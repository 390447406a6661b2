import parseExpression from 'spdx-expression-parse'

const HEADING = /^#{1,6}\s+.*\blicen[sc](?:e|ing)\b.*$/im
/** Words that may be identifiers of SPDX: those with a hyphen, and the usual ones that have none. */
const IDENTIFIER = /\b(?:[A-Z][A-Za-z0-9.]*(?:-[A-Za-z0-9.+]+)+|MIT|ISC|Unlicense|Zlib)/g

/** The one licence that a README's section about it names by its SPDX identifier; undefined for none, and for several. */
export function licenceOfReadme(markdown: string): string | undefined {
  const heading = HEADING.exec(markdown)
  if (heading === null) return undefined
  const [section = ''] = markdown.slice(heading.index + heading[0].length).split(/^#{1,6}\s/m, 1)
  const named = (section.match(IDENTIFIER) ?? []).map((word) => word.replace(/\.+$/, '')).filter(isIdentifier)
  const [licence, ...others] = new Set(named)
  return others.length === 0 ? licence : undefined
}

function isIdentifier(word: string): boolean {
  try {
    return 'license' in parseExpression(word)
  } catch {
    return false
  }
}
