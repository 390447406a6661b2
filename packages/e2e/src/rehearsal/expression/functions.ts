/** Functions of values alone; those about the status are the evaluator's. */
export const FUNCTIONS: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  contains: (of, item) =>
    Array.isArray(of) ? of.some((one) => textOf(one).toLowerCase() === textOf(item).toLowerCase()) : lower(of).includes(lower(item)),
  startswith: (of, start) => lower(of).startsWith(lower(start)),
  endswith: (of, end) => lower(of).endsWith(lower(end)),
  format: (pattern, ...values) => textOf(pattern).replace(/\{(\d+)\}/g, (_, index: string) => textOf(values[Number(index)])),
  join: (of, separator = ',') => (Array.isArray(of) ? of.map(textOf).join(textOf(separator)) : textOf(of)),
  tojson: (value) => JSON.stringify(value, null, 2),
  fromjson: (text) => JSON.parse(textOf(text)) as unknown,
}

function lower(value: unknown): string {
  return textOf(value).toLowerCase()
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return typeof value === 'object' ? 'Object' : JSON.stringify(value)
}
