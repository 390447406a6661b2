// @ts-check
import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { renderSetUpError, SetUpError } from './set-up-error.mjs'

/** Thrown out of whatever was under way, so that every `finally` on the way out can clean up. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Interrupted by ${signal}`)
    this.name = 'Interrupted'
    /** As shells report a process ended by a signal: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02 */
    this.exitCode = 128 + constants.signals[signal]
    this.signal = signal
  }
}

const controller = new AbortController()

/** Aborted, with an `Interrupted` as its reason, once a person or the system asks this process to end. */
export const interruption = controller.signal

/** From now on Ctrl-C, a closed terminal and a polite kill abort `interruption` instead of ending the process on the spot. */
export function watchForInterruption() {
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      if (!interruption.aborted) process.stderr.write('\nStopping…\n')
      controller.abort(new Interrupted(name))
    })
  }
}

/**
 * Runs a tool. An interruption ends it with its own exit code, and what the machine lacks with 1 and an error in words.
 *
 * @param {() => Promise<void>} main
 */
export async function endOnInterruption(main) {
  try {
    await main()
  } catch (error) {
    if (error instanceof Interrupted) process.exitCode = error.exitCode
    else if (error instanceof SetUpError) {
      process.stderr.write(`${renderSetUpError(error)}\n`)
      process.exitCode = 1
    } else throw error
  }
}

/** @param {number} milliseconds */
export async function pause(milliseconds) {
  interruption.throwIfAborted()
  await delay(milliseconds, undefined, { signal: interruption }).catch(() => interruption.throwIfAborted())
}

/**
 * Asks again and again until there is an answer other than `undefined`.
 *
 * @template T
 * @param {() => Promise<T | undefined> | T | undefined} attempt
 * @param {{ seconds: number, every?: number }} limits `every` in milliseconds
 * @returns {Promise<T | undefined>} undefined when the time is up
 */
export async function waitFor(attempt, { seconds, every = 100 }) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await attempt()
    if (answer !== undefined) return answer
    if (Date.now() >= end) return undefined
    await pause(every)
  }
}
