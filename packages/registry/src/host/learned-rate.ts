/** Requests in a row that the host takes before the next are sent faster: soon at first, later more seldom the more often that was too much. */
const FIRST_STREAK = 2
const LATER_STREAK = 10
const LONGEST_STREAK = 160

/** How much faster: until a step was too much, and afterwards. */
const FIRST_STEP = 0.5
const LATER_STEP = 0.8

/** How much slower, where even the first request after a pause is refused. */
const STEP_BACK = 1.1

/** So that a clock that runs a little fast does not find the limit with each request. */
const MARGIN = 1.02

/** A gap longer than this is the run's own and says nothing about the host. */
const LONGEST_GAP_MS = 1000
const LONGEST_INTERVAL_MS = 60_000

/** Below this, requests are as good as free. */
const SHORTEST_INTERVAL_MS = 5

/**
 * How far apart a host wants requests, learned from what it takes and refuses. Nothing before the first refusal; then as many as it has taken
 * until there, over the time until there and the pause that it asks for. Goes faster step by step while all are taken, and back by one step at
 * a refusal, ever closer to what was refused. Times in milliseconds.
 */
export class LearnedRate {
  #interval = 0
  /** What the host took before the last step, until that one has proved itself as well. */
  #proven: number | undefined
  /** The last interval that was too short. */
  #tooShort = 0
  #streak = 0
  #wanted = FIRST_STREAK
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
    if (this.#streak >= this.#wanted) this.#goFaster()
  }

  #goFaster(): void {
    // A step that has proved itself: the next may come sooner. The host's limit may have changed, too.
    if (this.#tooShort > 0 && this.#proven !== undefined) this.#wanted = LATER_STREAK
    this.#proven = this.#interval
    this.#streak = 0
    const step = this.#tooShort === 0 ? FIRST_STEP : LATER_STEP
    this.#interval = Math.max(this.#interval * step, Math.sqrt(this.#interval * this.#tooShort))
    this.#tooShort *= LATER_STEP
    if (this.#interval < SHORTEST_INTERVAL_MS) this.#interval = 0
  }

  /** To be called when the host has refused a request, and asks for a pause. */
  refused(pause: number): void {
    if (this.#proven !== undefined) {
      this.#tooShort = this.#interval
      this.#wanted = Math.min(Math.max(LATER_STREAK, this.#wanted * 2), LONGEST_STREAK)
      this.#interval = this.#proven
    } else if (this.#taken === 0 && this.#interval > 0) {
      this.#interval *= STEP_BACK
    } else {
      this.#interval = Math.max(((this.#busy + pause) / Math.max(1, this.#taken)) * MARGIN, this.#interval)
    }
    this.#interval = Math.min(this.#interval, LONGEST_INTERVAL_MS)
    this.#proven = undefined
    this.#streak = 0
    this.#taken = 0
    this.#busy = 0
  }
}
