import type { Clock } from '../http/clock.js'
import type { HostQuota } from './host-quota.js'

/** A wait that long is worth a line. */
const WORTH_LOGGING_MS = 1000

/** Spaces requests of each kind evenly, so that no second sees more of them than the quota allows. */
export class RateLimiter {
  readonly #next = new Map<keyof HostQuota, number>()
  #isSaid = false

  constructor(
    private readonly quota: HostQuota | undefined,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves when a request of this kind may be sent. `onHeld` is told once a run that requests have to wait for their turn. */
  async pass(kind: keyof HostQuota, onHeld: (milliseconds: number) => void): Promise<void> {
    if (this.quota === undefined) return
    const now = this.clock.now()
    const turn = Math.max(now, this.#next.get(kind) ?? 0)
    this.#next.set(kind, turn + 1000 / this.quota[kind])
    if (turn === now) return
    if (turn - now >= WORTH_LOGGING_MS && !this.#isSaid) {
      this.#isSaid = true
      onHeld(turn - now)
    }
    await this.clock.sleep(turn - now, this.signal)
  }
}
