import type { Clock } from '../http/clock.js'
import type { ExchangeFailure } from '../http/exchange-failure.js'

type State =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'trying'; readonly settled: Promise<void>; readonly settle: () => void }
  | { readonly kind: 'reached' }
  | { readonly kind: 'unreachable'; readonly until: number; readonly failure: ExchangeFailure }

/** How long a registry that could not be reached is taken to be down. */
const REMEMBERED_MS = 60_000

/**
 * Whether a host can be reached. The first call goes alone, so that what it learns (that the registry is down, how it is
 * signed in to) is learned once and not by every module at the same time.
 */
export class ReachabilityGate {
  #state: State = { kind: 'unknown' }

  constructor(private readonly clock: Clock) {}

  get isReached(): boolean {
    return this.#state.kind === 'reached'
  }

  /** Runs `call` once the host is worth calling. @throws the remembered failure of a host that is down */
  async run<T>(call: () => Promise<T>): Promise<T> {
    while (this.#state.kind === 'trying') await this.#state.settled
    if (this.#state.kind === 'reached') return call()
    if (this.#state.kind === 'unreachable' && this.clock.now() < this.#state.until) throw this.#state.failure
    const { promise: settled, resolve: settle } = withResolvers()
    const trying: State = { kind: 'trying', settled, settle }
    this.#state = trying
    try {
      return await call()
    } finally {
      if (this.#state === trying) this.#become({ kind: 'unknown' })
    }
  }

  /** To be called when the host has replied and what the reply teaches has been taken in. */
  reached(): void {
    if (this.#state.kind !== 'reached') this.#become({ kind: 'reached' })
  }

  /** To be called when the last attempt to connect has failed. */
  unreachable(failure: ExchangeFailure): void {
    this.#become({ kind: 'unreachable', until: this.clock.now() + REMEMBERED_MS, failure })
  }

  #become(state: State): void {
    const before = this.#state
    this.#state = state
    if (before.kind === 'trying') before.settle()
  }
}

/** `Promise.withResolvers`, which Node has from 22 on. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
