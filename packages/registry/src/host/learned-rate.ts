/** Requests in a row that the host takes before the next are sent faster: soon at first, and later ever more seldom. */
const FIRST_STREAK = 2
const LATER_STREAK = 10
const LONGEST_STREAK = 160

/** How much faster: until a first step was too much, and afterwards. */
const FIRST_STEP = 0.5
const LATER_STEP = 0.9

/** So that a clock that runs a little fast does not find the limit with each request. */
const MARGIN = 1.02

/** A gap longer than this is the run's own and says nothing about the host. */
const LONGEST_GAP_MS = 1000
const LONGEST_INTERVAL_MS = 60_000

/** Below this, requests are as good as free. */
const SHORTEST_INTERVAL_MS = 5

/**
 * How far apart a host wants requests, learned from what it takes and refuses: nothing before the first refusal, then as many as it has taken
 * until there in the time until there and in the pause that it asks for. Goes faster step by step while all are taken, and back by one step at
 * a refusal, as additive-increase and multiplicative-decrease do for TCP (RFC 5681, section 3.1). Times in milliseconds.
 */
export class LearnedRate {
  #interval = 0
  /** What the host took before the last step. */
  #proven: number | undefined
  #streak = 0
  #wanted = FIRST_STREAK
  #step = FIRST_STEP
  #taken = 0
  #busy = 0
  #last: number | undefined

  /** From one request to the next; 0 while nothing was refused. */
  get interval(): number {
    return this.#interval
  }

  /** To be called when the host has taken a request. */
  taken(now: number): void {
    this.#busy += Math.min(now - (this.#last ?? now), Math.max(this.#interval, LONGEST_GAP_MS))
    this.#last = now
    this.#taken += 1
    if (this.#interval === 0) return
    this.#streak += 1
    if (this.#streak < this.#wanted) return
    this.#streak = 0
    this.#proven = this.#interval
    this.#interval *= this.#step
    if (this.#interval < SHORTEST_INTERVAL_MS) this.#interval = 0
  }

  /** To be called when the host has refused a request, and asks for a pause. */
  refused(pause: number): void {
    const observed = ((this.#busy + pause) / Math.max(1, this.#taken)) * MARGIN
    const slower = this.#proven ?? Math.max(observed, this.#interval)
    this.#interval = Math.min(slower, LONGEST_INTERVAL_MS)
    if (this.#proven !== undefined) {
      this.#step = LATER_STEP
      this.#wanted = Math.min(Math.max(LATER_STREAK, this.#wanted * 2), LONGEST_STREAK)
    }
    this.#proven = undefined
    this.#streak = 0
    this.#taken = 0
    this.#busy = 0
  }
}
