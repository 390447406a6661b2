/** A row of the table at the end of a run, digest, size and seconds as shown. */
export interface TableRow {
  readonly module: string
  readonly happened: string
  readonly why: string
  readonly rest: readonly string[]
}

/** Finds the table in what a run printed. @throws Error where there is none */
export function parseTable(output: string): TableRow[] {
  const lines = output.split('\n')
  const header = lines.findIndex((line) => /^module +outcome +why +digest +size +seconds$/.test(line.trim()))
  if (header < 0) throw new Error(`There is no table in:\n${output}`)
  const body = lines.slice(header + 1)
  const end = body.findIndex((line) => line.trim() === '')
  return body.slice(0, end < 0 ? undefined : end).map((line) => {
    const [module = '', happened = '', why = '', ...rest] = line.trim().split(/ {2,}/)
    return { module, happened, why, rest }
  })
}

/** What happened, by module. */
export function outcomes(output: string): Record<string, string> {
  return Object.fromEntries(parseTable(output).map(({ module, happened }) => [module, happened]))
}
