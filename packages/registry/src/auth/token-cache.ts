import type { Clock } from '../http/clock.js'
import type { Token } from './token-endpoint.js'

/** A token, or the fetching of one that is under way. */
export interface TokenEntry {
  readonly fetched: Promise<Token>
  /** Set once it is there. */
  token: Token | undefined
}

export interface TokenLease {
  readonly token: Token
  readonly entry: TokenEntry
  /** Fetched for this very call: if it is refused, fetching another is of no use. */
  readonly isFresh: boolean
}

/** Tokens by name until they expire. Calls that want the same token at once share one fetch. */
export class TokenCache {
  readonly #entries = new Map<string, TokenEntry>()

  constructor(private readonly clock: Clock) {}

  /** Whether a token of this name is there or on its way. */
  has(name: string): boolean {
    const entry = this.#entries.get(name)
    return entry !== undefined && (entry.token === undefined || entry.token.expiresAt > this.clock.now())
  }

  async get(name: string, fetchToken: () => Promise<Token>): Promise<TokenLease> {
    const known = this.#entries.get(name)
    if (known && this.has(name)) {
      const isFresh = known.token === undefined
      return { token: await known.fetched, entry: known, isFresh }
    }
    const entry: TokenEntry = { fetched: fetchToken(), token: undefined }
    this.#entries.set(name, entry)
    try {
      entry.token = await entry.fetched
      return { token: entry.token, entry, isFresh: true }
    } catch (error) {
      this.forget(entry)
      throw error
    }
  }

  /** Drops this token, not one that has taken its place since. */
  forget(entry: TokenEntry): void {
    for (const [name, known] of this.#entries) if (known === entry) this.#entries.delete(name)
  }
}
