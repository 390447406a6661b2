import pLimit from 'p-limit'
import type { Clock } from '../http/clock.js'
import { LearnedRate } from './learned-rate.js'

/** A host that takes requests slowly is told of that often. */
const LOG_EVERY_MS = 30_000

/** A pause, or requests that leave one by one. */
export type Hold =
  | { readonly kind: 'pause'; readonly milliseconds: number }
  /** `intervalMs` from one request to the next. */
  | { readonly kind: 'slow'; readonly milliseconds: number; readonly intervalMs: number }

/**
 * A registry's request to slow down holds for every call of a run, not for the one that met it alone: until it is over, nothing new is
 * sent to that host, and afterwards requests leave one by one, as far apart as it takes them.
 */
export class Backoff {
  readonly #rate = new LearnedRate()
  /** Those who wait for their turn, in their order: the first of them alone looks at the clock. */
  readonly #queue = pLimit(1)
  #lastTurn = Number.NEGATIVE_INFINITY
  #loggedSlow = Number.NEGATIVE_INFINITY
  #until = 0
  #refusals = 0
  #since: number | undefined
  #isSaid = false
  #closed: { readonly until: number; readonly refusal: Error } | undefined

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  /** Pauses in a row, without a reply of another kind between them. */
  get refusals(): number {
    return this.#refusals
  }

  /** When the first of them began; undefined while the host takes requests. Milliseconds since the epoch. */
  get since(): number | undefined {
    return this.#since
  }

  /** To be called when the host has refused a request for which the same call will wait that long. */
  begin(milliseconds: number): void {
    const now = this.clock.now()
    this.#since ??= now
    // Requests under way together are refused together: that is one refusal.
    if (now >= this.#until) {
      this.#refusals += 1
      this.#isSaid = false
      this.#rate.refused(milliseconds)
    }
    this.#until = Math.max(this.#until, now + milliseconds)
  }

  /** To be called when the host has taken a request. */
  end(): void {
    this.#rate.taken(this.clock.now())
    this.#refusals = 0
    this.#since = undefined
  }

  /** To be called when the host asks for a longer wait than any call makes: until then each fails by that refusal, unsent. */
  close(milliseconds: number, refusal: Error): void {
    const now = this.clock.now()
    if (this.#closed === undefined || now >= this.#closed.until) this.#closed = { until: now + milliseconds, refusal }
  }

  /** Whether requests have to wait. */
  get isOn(): boolean {
    return this.#left() > 0
  }

  /** Resolves when no pause is on. `onHeld` is told of the wait once a pause. @throws the refusal of a host that asks for longer */
  async pass(onHeld: (hold: Hold) => void): Promise<void> {
    if (this.#closed !== undefined && this.clock.now() < this.#closed.until) throw this.#closed.refusal
    for (let left = this.#left(); left > 0; left = this.#left()) {
      if (!this.#isSaid) onHeld({ kind: 'pause', milliseconds: left })
      this.#isSaid = true
      await this.clock.sleep(left, this.signal)
    }
  }

  /** Resolves when the one request that this is called for may be sent. @throws as {@link pass} does */
  async takeTurn(onHeld: (hold: Hold) => void): Promise<void> {
    if (this.#rate.interval === 0) return this.pass(onHeld)
    await this.#queue(async () => {
      do {
        await this.pass(onHeld)
        await this.#awaitInterval(onHeld)
      } while (this.isOn)
      this.#lastTurn = this.clock.now()
    })
  }

  async #awaitInterval(onHeld: (hold: Hold) => void): Promise<void> {
    const [now, intervalMs] = [this.clock.now(), this.#rate.interval]
    const milliseconds = this.#lastTurn + intervalMs - now
    if (milliseconds <= 0) return
    if (now - this.#loggedSlow >= LOG_EVERY_MS) {
      this.#loggedSlow = now
      onHeld({ kind: 'slow', milliseconds, intervalMs })
    }
    await this.clock.sleep(milliseconds, this.signal)
  }

  #left(): number {
    return this.#until - this.clock.now()
  }
}
