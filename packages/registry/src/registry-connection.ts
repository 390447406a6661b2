import { ModuleImagesError } from '@module-images/core'
import pLimit, { type LimitFunction } from 'p-limit'
import { AccessDenied, type Authorization, Authorizer } from './auth/authorizer.js'
import type { Redactor } from './credentials/secret.js'
import type { Access } from './auth/token-scope.js'
import type { CredentialSource } from './credentials/credential.js'
import { ReachabilityGate } from './host/reachability-gate.js'
import { RateLimiter } from './host/rate-limiter.js'
import { Backoff, type Hold } from './host/backoff.js'
import { quotaOf } from './host/host-quota.js'
import { registryUrl } from './host/registry-host.js'
import type { Clock } from './http/clock.js'
import type { Exchange, HttpReply, HttpRequest } from './http/exchange.js'
import { ExchangeFailure } from './http/exchange-failure.js'
import { follow } from './http/follow.js'
import {
  BusyReply,
  CORRUPT_REPLY_ATTEMPTS,
  FIRST_CONTACT_POLICY,
  isBusyStatus,
  type Judgement,
  parseRetryAfter,
  type RetryPolicy,
  withRetry,
} from './http/retry.js'
import { exchangeError, registryError, type Purpose } from './registry-error.js'
import { isHardQuota, parseErrorBody, type RegistryErrorBody, isTooManyRequests } from './registry-error-body.js'

/** One request of the distribution protocol. */
export interface RegistryCall extends Pick<HttpRequest, 'method' | 'body' | 'maxBytes'> {
  /** Below the host: `/v2/…`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly access: Access
  /** A verb phrase for messages: `read the manifest of openscpca/hello-r:latest`. */
  readonly operation: string
  /** What is wrong with a complete reply. What was damaged on the way is requested again. */
  readonly check?: (reply: HttpReply) => ReplyFault | undefined
}

export interface ReplyFault {
  readonly reason: 'corrupt' | 'truncated'
  readonly why: string
}

/** A wait before a request is sent, once more or at all. */
export interface RetryNotice extends Purpose {
  readonly why: string
  /** The attempt that failed, from 1; 0 where all requests to the host have to wait, of which this is the first. */
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
  /** What to do when the registry was asked too often. */
  readonly rateLimitFix?: string | undefined
}

/** Learning how to sign in, by whom and for which scope, with a token that does not end on the way, and falling back to nobody. */
const MAX_ROUNDS = 6

/** What waits that long for a slow registry is worth a line. */
const WORTH_LOGGING_MS = 5000

/** All that is spoken with one registry: bounded in number, signed in, redirected, tried again. */
export class RegistryConnection {
  readonly #url: URL
  readonly #authorizer: Authorizer
  readonly #contact: ReachabilityGate
  readonly #limit: LimitFunction
  readonly #pause: Backoff
  readonly #pace: RateLimiter

  constructor(private readonly parts: ConnectionParts) {
    this.#url = registryUrl(parts.host, parts.isInsecure)
    this.#authorizer = new Authorizer({ ...parts, url: this.#url })
    this.#contact = new ReachabilityGate(parts.clock)
    this.#limit = pLimit(parts.concurrency)
    this.#pause = new Backoff(parts.clock, parts.signal)
    this.#pace = new RateLimiter(quotaOf(parts.host), parts.clock, parts.signal)
  }

  /**
   * Sends one call and gives the reply, whatever its status but for what is dealt with here: busy (429 and 5xx, tried again)
   * and denied (401 and 403).
   *
   * @throws ModuleImagesError with a `RegistryErrorCode`
   */
  async send(call: RegistryCall): Promise<HttpReply> {
    try {
      return await this.#contact.run(() => this.#sendWithRetries(call))
    } catch (error) {
      throw this.#explain(error, call)
    }
  }

  /** What a reply of this registry says about an error. */
  wordsOf(reply: HttpReply): RegistryErrorBody {
    return parseErrorBody(reply.body, reply.headers.get('content-type'), (text) => this.parts.redactor.redact(text))
  }

  async #sendWithRetries(call: RegistryCall): Promise<HttpReply> {
    const { host, clock, signal, onRetry } = this.parts
    // The time spent in the queue, for the first attempt or for a later one, is not the call's own.
    let [spent, sent] = [0, clock.now()]
    const attempt = async () => {
      await this.#pause.pass((hold) => this.#logHold(call, hold))
      sent = clock.now()
      return this.#attempt(call, () => (sent = clock.now()))
    }
    try {
      return await withRetry(() => this.#limit(attempt), {
        clock,
        signal,
        judge: (failure) => this.#judge(failure, (spent += clock.now() - sent)),
        onWait: (wait, failure) => {
          spent += wait.milliseconds
          if (isThrottle(failure)) this.#pause.begin(wait.milliseconds)
          onRetry({ host, operation: call.operation, ...wait })
        },
      })
    } catch (error) {
      if (error instanceof BusyReply && error.isThrottle) this.#heedRefusal(error)
      const isOwn = error instanceof ExchangeFailure && error.host === this.#url.host
      if (isOwn && (error.isConnect || (error.isTransient && !this.#contact.isReached))) this.#contact.unreachable(error)
      throw error
    }
  }

  /** Nobody waits for an hour, but nobody asks again within it either; nor a host that has refused everybody for as long as a call waits. */
  #heedRefusal(refusal: BusyReply): void {
    const { clock, retry } = this.parts
    const wait = parseRetryAfter(refusal.reply.headers.get('retry-after'), clock.now()) ?? 0
    const lasted = clock.now() - (this.#pause.since ?? clock.now())
    if (wait > retry.maxRetryAfterMs) this.#pause.close(wait, refusal)
    else if (lasted + wait > retry.totalMs || this.#pause.refusals >= retry.attempts) this.#pause.close(retry.maxRetryAfterMs, refusal)
  }

  #judge(failure: Error, elapsedMs: number): Judgement | undefined {
    const { clock, retry } = this.parts
    if (failure instanceof BusyReply) {
      const retryAfter = failure.reply.headers.get('retry-after')
      if (!failure.isThrottle) return { policy: retry, retryAfter, elapsedMs }
      // A host that refuses everybody is given no more time for that there are many calls, and one that takes some is given all it needs.
      const { refusals, since = clock.now() } = this.#pause
      return { policy: retry, retryAfter, refusals, elapsedMs: clock.now() - since }
    }
    if (!(failure instanceof ExchangeFailure) || !failure.isTransient) return undefined
    if (failure.reason === 'corrupt') return { policy: { ...retry, attempts: Math.min(retry.attempts, CORRUPT_REPLY_ATTEMPTS) }, elapsedMs }
    return { policy: this.#contact.isReached || !isSilence(failure) ? retry : FIRST_CONTACT_POLICY, elapsedMs }
  }

  #logWait(call: RegistryCall, why: string, milliseconds: number): void {
    this.parts.onRetry({ host: this.parts.host, operation: call.operation, why, attempt: 0, milliseconds })
  }

  #logHold(call: RegistryCall, hold: Hold): void {
    if (hold.kind === 'pause') return this.#logWait(call, 'it was asked too often', hold.milliseconds)
    const waiting = this.#limit.activeCount + this.#limit.pendingCount
    if (waiting * hold.intervalMs < WORTH_LOGGING_MS) return
    this.#logWait(call, renderSlowHost(hold.intervalMs, waiting), hold.milliseconds)
  }

  /** One attempt, signed in as far as is known, with as many rounds as the sign-in takes. */
  async #attempt(call: RegistryCall, onTurn: () => void): Promise<HttpReply> {
    const request = { ...call, url: new URL(call.path, this.#url) }
    for (let round = 1; ; round += 1) {
      const authorization = await this.#authorizer.authorize(call.access)
      await this.#awaitTurn(call, authorization)
      onTurn()
      const reply = await follow(this.parts.exchange, request, headerOf(authorization))
      const isDenied = reply.status === 401 || reply.status === 403
      this.#heedLimits(reply, call)
      // Another origin's challenge is not answered: that would give it the sign-in.
      if (isDenied && reply.isForeign)
        throw new AccessDenied(reply, `The registry sent the request on to ${reply.url.host}, which takes no sign-in.`)
      if (isDenied && round === MAX_ROUNDS) throw new AccessDenied(reply, 'The registry asks for a sign-in again and again.')
      try {
        if (isDenied) await this.#authorizer.reconsider(reply, call.access, authorization, round)
      } finally {
        this.#contact.reached()
      }
      if (isBusyStatus(reply.status)) throw new BusyReply(reply)
      this.#pause.end()
      if (isDenied) continue
      const fault = call.check?.(reply)
      if (fault) throw new ExchangeFailure(fault.reason, reply.url.host, fault.why)
      return reply
    }
  }

  /** Quotas count manifests: what an image is pulled or put by. A pause that begins while this waits for the quota holds for it too. */
  async #awaitTurn(call: RegistryCall, authorization: Authorization): Promise<void> {
    const reads = isAnonymous(authorization) ? 'anonymousPulls' : 'pulls'
    const kind = call.access.action === 'pull' ? reads : 'puts'
    do {
      await this.#pause.takeTurn((hold) => this.#logHold(call, hold))
      if (!call.path.includes('/manifests/')) return
      await this.#pace.pass(kind, (milliseconds) => this.#logWait(call, 'its quota of requests a second', milliseconds))
    } while (this.#pause.isOn)
  }

  /** Limits that are told by words, whatever the status. */
  #heedLimits(reply: HttpReply, { operation }: RegistryCall): void {
    if (reply.status < 400) return
    const words = this.wordsOf(reply)
    if (isHardQuota(words)) {
      const why = `a quota is reached ${this.#quote(reply)}`
      throw registryError('registry-quota-reached', { host: this.parts.host, operation }, { why })
    }
    if (!isTooManyRequests(words)) return
    // A refusal of another status may be a challenge as well, which is still to be learned.
    if (reply.status === 429) this.#contact.reached()
    throw new BusyReply(reply, { isTooManyRequests: true })
  }

  #explain(error: unknown, call: RegistryCall): unknown {
    const purpose = { host: this.parts.host, operation: call.operation }
    if (this.parts.signal.aborted) return registryError('registry-interrupted', purpose, { why: 'the run was interrupted' })
    if (error instanceof ModuleImagesError) return error
    if (error instanceof ExchangeFailure) return exchangeError(error, purpose)
    if (error instanceof BusyReply) return this.#explainBusy(error.reply, purpose)
    if (error instanceof AccessDenied) return this.#explainDenied(error, purpose)
    return error
  }

  #explainBusy(reply: HttpReply, purpose: Purpose): ModuleImagesError {
    const isFailing = reply.status >= 500 && !isTooManyRequests(this.wordsOf(reply))
    const after = reply.headers.get('retry-after')
    const asked = after !== null && /^\d{1,6}$/.test(after) ? `, and asks to wait ${after} s` : ''
    if (isFailing) return registryError('registry-failing', purpose, { why: `it fails${asked} ${this.#quote(reply)}` })
    const why = `it was asked too often${renderAllowance(reply.headers.get('ratelimit-limit'))}${asked} ${this.#quote(reply)}`
    return registryError('registry-rate-limited', purpose, { why, fix: this.parts.rateLimitFix })
  }

  #explainDenied({ reply, fix, cause }: AccessDenied, purpose: Purpose): ModuleImagesError {
    const elsewhere = reply && reply.url.host !== this.#url.host ? `${reply.url.host} refused` : 'access was refused'
    const why = reply ? `${elsewhere} ${this.#quote(reply)}` : 'there is no sign-in to use'
    return registryError('registry-denied', purpose, { why, fix, cause })
  }

  /** `(status 403, "DENIED: not yours")` */
  #quote(reply: HttpReply): string {
    const { text } = this.wordsOf(reply)
    return text === '' ? `(status ${reply.status})` : `(status ${reply.status}, "${text}")`
  }
}

/** `, and allows 100 in 6 h`, of `100;w=21600`: as Docker Hub tells its limit. https://docs.docker.com/docker-hub/usage/pulls/ */
function renderAllowance(limit: string | null): string {
  const [, count, seconds] = /^(\d{1,9});w=(\d{1,9})$/.exec(limit ?? '') ?? []
  if (count === undefined || seconds === undefined) return ''
  const hours = Number(seconds) / 3600
  return `, and allows ${count} in ${Number.isInteger(hours) ? `${hours} h` : `${seconds} s`}`
}

/** `it takes about 0.9 requests a second: 24 wait, about 27 s` */
function renderSlowHost(intervalMs: number, waiting: number): string {
  const seconds = Math.ceil((waiting * intervalMs) / 1000)
  return `it takes about ${(1000 / intervalMs).toPrecision(2)} requests a second: ${waiting} wait, about ${seconds} s`
}

function headerOf(authorization: Authorization): string | undefined {
  return authorization.kind === 'none' ? undefined : authorization.header
}

/** Nobody is there, or nobody answers. */
function isSilence(failure: Error): boolean {
  return failure instanceof ExchangeFailure && (failure.isConnect || failure.reason === 'timeout')
}

/** Busy with everybody's requests and not with this one alone. */
function isThrottle(failure: Error): boolean {
  return failure instanceof BusyReply && failure.isThrottle
}

function isAnonymous(authorization: Authorization): boolean {
  return authorization.kind === 'none' || (authorization.kind === 'bearer' && authorization.credential.kind === 'anonymous')
}
