/** The fields of a value that may be no object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {}
}

/** Line on which a text is first found; 1 where it is not. */
export function lineOfText(text: string, wanted: string, from = 0): number {
  const at = text.indexOf(wanted, from)
  return at < 0 ? 1 : text.slice(0, at).split('\n').length
}
