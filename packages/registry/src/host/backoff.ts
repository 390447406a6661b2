import type { Clock } from '../http/clock.js'

/**
 * A registry's request to slow down holds for every call of a run, not for the one that met it alone: until it is over, nothing new is
 * sent to that host.
 */
export class Backoff {
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
    }
    this.#until = Math.max(this.#until, now + milliseconds)
  }

  /** To be called when the host has taken a request. */
  end(): void {
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

  /** Resolves when requests may be sent. `onHeld` is told of the wait once a pause. @throws the refusal of a host that asks for longer */
  async pass(onHeld: (milliseconds: number) => void): Promise<void> {
    if (this.#closed !== undefined && this.clock.now() < this.#closed.until) throw this.#closed.refusal
    for (let left = this.#left(); left > 0; left = this.#left()) {
      if (!this.#isSaid) onHeld(left)
      this.#isSaid = true
      await this.clock.sleep(left, this.signal)
    }
  }

  #left(): number {
    return this.#until - this.clock.now()
  }
}
