/** One way a server offers to be signed in to. */
export interface AuthChallenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string
  /** Names in lower case; of a name given twice, the first counts. */
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const TOKEN68 = /[0-9A-Za-z._~+/-]+=*(?=[ \t]*(?:,|$))/y
const QUOTED = /"((?:[^"\\]|\\[^])*)"/y
const SPACE = /[ \t]+/y
const EQUALS = /[ \t]*=[ \t]*/y
const COMMAS = /[ \t]*(?:,[ \t]*)*/y

/**
 * Parses the value of a `WWW-Authenticate` header, several joined by commas included. Reads up to the first thing that is
 * not of the grammar and keeps what came before: a malformed header is no challenge, not an error.
 * Grammar: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseAuthChallenges(header: string): AuthChallenge[] {
  const reader = new HeaderReader(header)
  const challenges: AuthChallenge[] = []
  reader.take(COMMAS)
  while (!reader.atEnd) {
    const scheme = reader.take(TOKEN)
    if (scheme === undefined) break
    challenges.push({ scheme: scheme.toLowerCase(), parameters: readParameters(reader) })
    if (!reader.take(COMMAS)?.includes(',')) break
  }
  return challenges
}

function readParameters(reader: HeaderReader): Map<string, string> {
  const parameters = new Map<string, string>()
  if (reader.take(SPACE) === undefined) return parameters
  for (;;) {
    const start = reader.position
    const isSeparated = reader.take(COMMAS)?.includes(',') || parameters.size === 0
    const name = isSeparated ? reader.take(TOKEN)?.toLowerCase() : undefined
    const value = name === undefined || reader.take(EQUALS) === undefined ? undefined : readValue(reader)
    if (name === undefined || value === undefined) {
      // Not `name=value`: the next challenge's scheme, or, right after the scheme, credentials in token68 form.
      reader.position = start
      if (parameters.size === 0) reader.take(TOKEN68)
      return parameters
    }
    if (!parameters.has(name)) parameters.set(name, value)
  }
}

function readValue(reader: HeaderReader): string | undefined {
  const quoted = reader.take(QUOTED)
  return quoted === undefined ? reader.take(TOKEN) : quoted.slice(1, -1).replace(/\\([^])/g, '$1')
}

class HeaderReader {
  position = 0

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length
  }

  /** What the sticky pattern matches here, which is then read past. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.position += found.length
    return found
  }
}
