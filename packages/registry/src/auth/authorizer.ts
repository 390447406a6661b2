import { renderError } from '@module-images/core'
import type { Credential, CredentialSource } from '../credentials/credential.js'
import type { Clock } from '../http/clock.js'
import type { Exchange, HttpReply } from '../http/exchange.js'
import { type AuthScheme, type Challenger, chooseScheme, isSameScheme, isInvalidToken } from './auth-scheme.js'
import { type Redactor, Secret } from '../credentials/secret.js'
import { TokenCache, type TokenEntry } from './token-cache.js'
import { basicHeader, fetchToken, TokenRefused } from './token-endpoint.js'
import { type Access, isRepositoryScope, renderScope, scopeCovers } from './token-scope.js'

/** What a request was sent with. */
export type Authorization =
  | { readonly kind: 'none'; readonly knewScheme: boolean }
  | { readonly kind: 'basic'; readonly header: string; readonly credential: Credential }
  | {
      readonly kind: 'bearer'
      readonly header: string
      readonly entry: TokenEntry
      readonly isFresh: boolean
      readonly credential: Credential
    }

/** The registry, or its token server, lets none of the known sign-ins do this. Internal: the connection makes a `registry-denied` of it. */
export class AccessDenied extends Error {
  constructor(
    readonly reply: HttpReply | undefined,
    readonly fix: string,
    cause?: unknown,
  ) {
    super('access denied', cause === undefined ? undefined : { cause })
    this.name = 'AccessDenied'
  }
}

export interface AuthorizerParts extends Challenger {
  /** As image references name it. */
  readonly host: string
  readonly credentials: CredentialSource
  readonly exchange: Exchange
  readonly clock: Clock
  readonly redactor: Redactor
}

type Found = { readonly kind: 'found'; readonly credential: Credential } | { readonly kind: 'failed'; readonly error: unknown }

const ANONYMOUS: Credential = { kind: 'anonymous' }
/** In place of a repository: the credential itself is no good. */
const EVERYWHERE = '*'
const RIGHTS = { pull: 'pull from', push: 'push to', delete: 'delete from' } as const
/** As long as this one fetched for the very request is replaced if it is called invalid: it ended on the way, or was harmed on it. */
const REPLACED_ROUNDS = 3
/** A registry that asks for ever more scopes gets no more than this. */
const MAX_EXTRA_SCOPES = 8

/**
 * What is known of signing in to one registry: how (learned from its first challenge, then used beforehand), as whom
 * (asked of the sources once, and again for a sign-in that ends), and the tokens got so far.
 */
export class Authorizer {
  #scheme: AuthScheme = { kind: 'unknown' }
  #found: Promise<Found> | undefined
  /** When a sign-in that ends is to be asked for again. */
  #renewAt = Number.POSITIVE_INFINITY
  /** Sign-ins that came in place of a refused one; if these are refused too, another is of no use. */
  readonly #successors = new WeakSet<Credential>()
  readonly #tokens: TokenCache
  /** Repositories for whose pulls the credential was refused, and how: public images are then read without it. */
  readonly #refused = new Map<string, HttpReply>()
  /** A pull was refused without the sign-in that is made on demand. */
  #isDemanded = false
  readonly #extraScopes = new Map<string, Set<string>>()
  /** Scopes for everything on this host, such as Amazon's `aws`. */
  readonly #hostScopes = new Set<string>()

  constructor(private readonly parts: AuthorizerParts) {
    this.#tokens = new TokenCache(parts.clock)
  }

  /** What to send with a request. Throws {@link AccessDenied} and what the token server's exchange throws. */
  async authorize(access: Access): Promise<Authorization> {
    const scheme = this.#scheme
    if (scheme.kind === 'unknown') return { kind: 'none', knewScheme: false }
    const credential = await this.#credentialFor(access)
    if (scheme.kind === 'bearer') return this.#bearer(scheme, access, credential)
    const header = basicHeader(credential)
    if (header === undefined) return { kind: 'none', knewScheme: true }
    this.parts.redactor.remember(new Secret(header.slice('Basic '.length)))
    return { kind: 'basic', header, credential }
  }

  /**
   * Takes in a 401 or 403: returns where sending it again may fare better.
   *
   * @param round how often the request has been sent, from 1
   * @throws {@link AccessDenied} where it would not
   */
  async reconsider(reply: HttpReply, access: Access, used: Authorization, round: number): Promise<void> {
    const hasLearned = reply.status === 401 && this.#learn(reply, access)
    if (used.kind === 'bearer') this.#tokens.forget(used.entry)
    if (hasLearned) return
    if (used.kind === 'none' && !used.knewScheme && this.#scheme.kind !== 'unknown') return
    if (used.kind === 'bearer' && (!used.isFresh || isReplaced(reply, round))) return
    const isSignedIn = used.kind !== 'none' && used.credential.kind !== 'anonymous'
    if (
      isSignedIn &&
      ((await this.#renew(used.credential)) || this.#dropCredential(access, reply, used.kind === 'bearer' || reply.status === 403))
    )
      return
    if (!isSignedIn && this.#demandSignIn(access)) return
    throw await this.#denied(reply, access)
  }

  /** True where the sign-in was held back from this pull, which may fare better with it. */
  #demandSignIn(access: Access): boolean {
    if (!this.#isHeldBack(access)) return false
    this.#isDemanded = true
    return true
  }

  #isHeldBack({ action }: Access): boolean {
    const { credentials, host } = this.parts
    return action === 'pull' && !this.#isDemanded && this.#found === undefined && credentials.isOnDemand?.(host) === true
  }

  async #bearer(scheme: AuthScheme & { kind: 'bearer' }, access: Access, credential: Credential): Promise<Authorization> {
    const isAnonymous = credential.kind === 'anonymous'
    const name = (scopes: readonly string[]) => `${isAnonymous ? 'anonymous' : 'signed in'} ${scopes.join(' ')}`
    const pushScopes = this.#scopesFor({ ...access, action: 'push' })
    // A token that may write may read as well.
    const scopes = this.#tokens.has(name(pushScopes)) ? pushScopes : this.#scopesFor(access)
    const request = { realm: scheme.realm, service: scheme.service, scopes, credential }
    try {
      const lease = await this.#tokens.get(name(scopes), () => fetchToken(this.parts.exchange, request, this.parts.clock))
      this.parts.redactor.remember(lease.token.value)
      return { kind: 'bearer', header: `Bearer ${lease.token.value.reveal()}`, entry: lease.entry, isFresh: lease.isFresh, credential }
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      if ((isAnonymous && this.#demandSignIn(access)) || (await this.#renew(credential)))
        return this.#bearer(scheme, access, await this.#credentialFor(access))
      if (isAnonymous || !this.#dropCredential(access, error.reply, error.reply.status === 403))
        throw await this.#denied(error.reply, access)
      return this.#bearer(scheme, access, ANONYMOUS)
    }
  }

  /** True when the challenge taught something that makes another try worth while. */
  #learn(reply: HttpReply, access: Access): boolean {
    const offered = chooseScheme(reply.headers.get('www-authenticate'), this.parts)
    if (!offered) return false
    const isNewScheme = !isSameScheme(this.#scheme, offered.scheme)
    this.#scheme = offered.scheme
    const newScopes = offered.scopes.filter((scope) => this.#learnScope(scope, access))
    return isNewScheme || newScopes.length > 0
  }

  #learnScope(scope: string, access: Access): boolean {
    const own = renderScope(access)
    const extra = this.#extraScopes.get(own) ?? new Set()
    const known = isRepositoryScope(scope) ? extra : this.#hostScopes
    if (scopeCovers(own, scope) || known.has(scope) || known.size >= MAX_EXTRA_SCOPES) return false
    known.add(scope)
    this.#extraScopes.set(own, extra)
    return true
  }

  #scopesFor(access: Access): string[] {
    if (this.#hostScopes.size > 0) return [...this.#hostScopes]
    const own = renderScope(access)
    return [own, ...(this.#extraScopes.get(own) ?? [])]
  }

  async #credentialFor(access: Access): Promise<Credential> {
    if (this.#refusalOf(access) !== undefined || this.#isHeldBack(access)) return ANONYMOUS
    const before = this.#found
    let found = await this.#find()
    // Pulls do without it; for others, one that could not be read earlier may be to be had by now.
    if (found.kind === 'failed' && access.action !== 'pull' && before !== undefined) {
      this.#forget(before)
      found = await this.#find()
    }
    if (found.kind === 'found') return found.credential
    if (access.action === 'pull') return ANONYMOUS
    throw await this.#denied(undefined, access)
  }

  #find(): Promise<Found> {
    if (this.#renewAt <= this.parts.clock.now()) this.#found = undefined
    this.#found ??= this.#ask()
    return this.#found
  }

  /** This answer, not one that has taken its place since. */
  #forget(found: Promise<Found>): void {
    if (this.#found === found) this.#found = undefined
  }

  #ask(refused?: Credential): Promise<Found> {
    this.#renewAt = Number.POSITIVE_INFINITY
    return this.parts.credentials.find(this.parts.host, refused).then(
      (credential = ANONYMOUS) => {
        if (credential.kind === 'basic') this.parts.redactor.remember(credential.password)
        if (credential.kind === 'identity-token') this.parts.redactor.remember(credential.token)
        this.#renewAt = renewalOf(credential) ?? Number.POSITIVE_INFINITY
        return { kind: 'found' as const, credential }
      },
      (error: unknown) => ({ kind: 'failed' as const, error }),
    )
  }

  /** True where there is now another sign-in in place of a refused one that ends, be it that another call has asked for it. */
  async #renew(refused: Credential): Promise<boolean> {
    if (renewalOf(refused) === undefined) return false
    const asked = this.#find()
    const current = await asked
    if (this.#found !== asked || (current.kind === 'found' && current.credential !== refused)) return true
    if (this.#successors.has(refused)) return false
    this.#found = this.#ask(refused)
    const next = await this.#found
    if (next.kind === 'failed' || next.credential === refused) return false
    this.#successors.add(next.credential)
    this.#refused.clear()
    return true
  }

  /**
   * Pulls go on without a credential that is refused, since a stale one closes even public images; a push does not.
   *
   * @param isGood it is what may be done with it here that was refused, be it by way of the token that it was good for
   */
  #dropCredential(access: Access, reply: HttpReply, isGood: boolean): boolean {
    if (access.action !== 'pull') return false
    this.#refused.set(isGood ? access.repository : EVERYWHERE, reply)
    return true
  }

  /** Why a pull goes without the credential. */
  #refusalOf({ action, repository }: Access): HttpReply | undefined {
    return action === 'pull' ? (this.#refused.get(EVERYWHERE) ?? this.#refused.get(repository)) : undefined
  }

  /** The credential's refusal counts, and not that nobody else may do it either. */
  async #denied(last: HttpReply | undefined, access: Access): Promise<AccessDenied> {
    const { host } = this.parts
    const reply = this.#refusalOf(access) ?? last
    const asked = this.#find()
    const found = await asked
    // Whoever tries again asks anew.
    if (found.kind === 'failed') this.#forget(asked)
    if (found.kind === 'failed') return new AccessDenied(reply, `The sign-in could not be read: ${renderError(found.error)}`, found.error)
    const { credential } = found
    if (credential.kind === 'anonymous') {
      const signIn = `Sign in with "docker login ${host}", or set MODULE_IMAGES_REGISTRY_USERNAME and MODULE_IMAGES_REGISTRY_PASSWORD`
      return new AccessDenied(reply, `${signIn}, and MODULE_IMAGES_REGISTRY_HOST=${host}.`)
    }
    const right = RIGHTS[access.action]
    return new AccessDenied(reply, `Check that the sign-in from ${credential.origin} is still good and may ${right} ${access.repository}.`)
  }
}

function isReplaced(reply: HttpReply, round: number): boolean {
  return round <= REPLACED_ROUNDS && reply.status === 401 && isInvalidToken(reply.headers.get('www-authenticate'))
}

function renewalOf(credential: Credential): number | undefined {
  return credential.kind === 'basic' ? credential.renewAt : undefined
}
