import { ModuleImagesError } from '@module-images/core'
import { AccessDenied, type Authorization, Authorizer } from './auth/authorizer.js'
import type { Redactor } from './auth/secret.js'
import type { Access } from './auth/token-scope.js'
import type { CredentialSource } from './credentials/credential.js'
import { HostContact } from './host/host-contact.js'
import { HostLimit } from './host/host-limit.js'
import { registryUrl } from './host/registry-host.js'
import type { Clock } from './http/clock.js'
import type { Exchange, HttpReply, HttpRequest } from './http/exchange.js'
import { ExchangeFailure } from './http/exchange-failure.js'
import { follow } from './http/follow.js'
import { BusyReply, FIRST_CONTACT_POLICY, isBusyStatus, type RetryPolicy, withRetry } from './http/retry.js'
import { exchangeError, registryError, type Undertaking } from './registry-error.js'
import { parseRegistryWords, type RegistryWords } from './registry-words.js'

/** One request of the distribution protocol. */
export interface RegistryCall extends Pick<HttpRequest, 'method' | 'body' | 'maxBytes'> {
  /** Below the host: `/v2/…`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly access: Access
  /** A verb phrase for messages: `read the manifest of openscpca/hello-r:latest`. */
  readonly operation: string
}

/** A wait before a request is sent again. */
export interface RetryNotice extends Undertaking {
  readonly why: string
  /** The attempt that failed, from 1. */
  readonly attempt: number
  readonly milliseconds: number
}

export interface ConnectionParts {
  readonly host: string
  readonly isInsecure: (host: string) => boolean
  readonly credentials: CredentialSource
  readonly exchange: Exchange
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly redactor: Redactor
  readonly retry: RetryPolicy
  readonly concurrency: number
  readonly onRetry: (notice: RetryNotice) => void
}

/** Learning how to sign in, by whom and for which scope, and falling back to nobody takes five at most. */
const MAX_ROUNDS = 6

/** All that is spoken with one registry: bounded in number, signed in, redirected, tried again. */
export class RegistryConnection {
  readonly #url: URL
  readonly #authorizer: Authorizer
  readonly #contact: HostContact
  readonly #limit: HostLimit

  constructor(private readonly parts: ConnectionParts) {
    this.#url = registryUrl(parts.host, parts.isInsecure)
    this.#authorizer = new Authorizer({ ...parts, url: this.#url })
    this.#contact = new HostContact(parts.clock)
    this.#limit = new HostLimit(parts.concurrency)
  }

  /**
   * Sends one call and gives the reply, whatever its status but for what is dealt with here: busy (429 and 5xx, tried again)
   * and denied (401 and 403). Throws ModuleImagesError with a `RegistryErrorCode`.
   */
  async send(call: RegistryCall): Promise<HttpReply> {
    try {
      return await this.#contact.run(() => this.#sendWithRetries(call))
    } catch (error) {
      throw this.#explain(error, call)
    }
  }

  /** What a reply of this registry says about an error. */
  wordsOf(reply: HttpReply): RegistryWords {
    return parseRegistryWords(reply.body, reply.headers.get('content-type'), (text) => this.parts.redactor.redact(text))
  }

  async #sendWithRetries(call: RegistryCall): Promise<HttpReply> {
    const { host, clock, signal, retry, onRetry } = this.parts
    try {
      return await withRetry(() => this.#limit.run(() => this.#attempt(call)), {
        clock,
        signal,
        policy: (failure) => (this.#contact.isReached || !isSilence(failure) ? retry : FIRST_CONTACT_POLICY),
        onWait: (wait) => onRetry({ host, operation: call.operation, ...wait }),
      })
    } catch (error) {
      const isOwn = error instanceof ExchangeFailure && error.host === this.#url.host
      if (isOwn && (error.isConnect || (error.isTransient && !this.#contact.isReached))) this.#contact.unreachable(error)
      throw error
    }
  }

  /** One attempt, signed in as far as is known, with as many rounds as the sign-in takes. */
  async #attempt(call: RegistryCall): Promise<HttpReply> {
    const request = { ...call, url: new URL(call.path, this.#url) }
    for (let round = 1; ; round += 1) {
      const authorization = await this.#authorizer.authorize(call.access)
      const reply = await follow(this.parts.exchange, request, headerOf(authorization))
      const isDenied = reply.status === 401 || reply.status === 403
      if (isDenied && this.#isRateLimit(reply)) throw new BusyReply(reply)
      // Another origin's challenge is nobody's business but its own: answering it would hand it the sign-in.
      if (isDenied && reply.isForeign)
        throw new AccessDenied(reply, `The registry sent the request on to ${reply.url.host}, which takes no sign-in.`)
      if (isDenied && round === MAX_ROUNDS) throw new AccessDenied(reply, 'The registry asks for a sign-in again and again.')
      try {
        if (isDenied) await this.#authorizer.reconsider(reply, call.access, authorization)
      } finally {
        this.#contact.reached()
      }
      if (isBusyStatus(reply.status)) throw new BusyReply(reply)
      if (!isDenied) return reply
    }
  }

  /** Some registries say it with another status than 429. */
  #isRateLimit(reply: HttpReply): boolean {
    return this.wordsOf(reply).codes.includes('TOOMANYREQUESTS')
  }

  #explain(error: unknown, call: RegistryCall): unknown {
    const undertaking = { host: this.parts.host, operation: call.operation }
    if (this.parts.signal.aborted) return registryError('registry-interrupted', undertaking, { why: 'the run was interrupted' })
    if (error instanceof ModuleImagesError) return error
    if (error instanceof ExchangeFailure) return exchangeError(error, undertaking)
    if (error instanceof BusyReply) return this.#explainBusy(error.reply, undertaking)
    if (error instanceof AccessDenied) return this.#explainDenied(error, undertaking)
    return error
  }

  #explainBusy(reply: HttpReply, undertaking: Undertaking): ModuleImagesError {
    const isFailing = reply.status >= 500
    const after = reply.headers.get('retry-after')
    const asked = after !== null && /^\d{1,6}$/.test(after) ? `, and asks for ${after} s of patience` : ''
    const what = isFailing ? 'it fails' : 'it was asked too often'
    const why = `${what}${asked} ${this.#quote(reply)}`
    return registryError(isFailing ? 'registry-failing' : 'registry-rate-limited', undertaking, { why })
  }

  #explainDenied({ reply, hint, cause }: AccessDenied, undertaking: Undertaking): ModuleImagesError {
    const elsewhere = reply && reply.url.host !== this.#url.host ? `${reply.url.host} refused` : 'access was refused'
    const why = reply ? `${elsewhere} ${this.#quote(reply)}` : 'there is no sign-in to use'
    return registryError('registry-denied', undertaking, { why, hint, cause })
  }

  /** `(status 403, "DENIED: not yours")` */
  #quote(reply: HttpReply): string {
    const { text } = this.wordsOf(reply)
    return text === '' ? `(status ${reply.status})` : `(status ${reply.status}, "${text}")`
  }
}

function headerOf(authorization: Authorization): string | undefined {
  return authorization.kind === 'none' ? undefined : authorization.header
}

/** Nobody is there, or nobody answers. */
function isSilence(failure: Error): boolean {
  return failure instanceof ExchangeFailure && (failure.isConnect || failure.reason === 'timeout')
}
