// @ts-check

/** The middle of some numbers; of an even count the mean of the two. @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 0 ? (low + high) / 2 : high
}

/**
 * What several runs of one competitor come to.
 *
 * @typedef {object} Figures
 * @property {number} runs
 * @property {number} seconds median
 * @property {number} fastest
 * @property {number} slowest
 * @property {number} requests median
 * @property {number} uploads median: blobs that reached the registry as bytes
 * @property {number} bytesStored median
 * @property {number} bytesServed median
 * @property {number} disk bytes: the most in any run
 * @property {number | undefined} builds median, where it is known
 * @property {number | undefined} largest bytes: the most in any run
 * @property {number | undefined} tree bytes: the most in any run
 */

/**
 * @param {readonly import('../rounds.mjs').Measurement[]} measurements of one case, size and competitor
 * @returns {Figures | undefined} undefined when none succeeded
 */
export function summarise(measurements) {
  const done = measurements.map(({ result }) => result).filter((result) => result.kind === 'done')
  if (done.length === 0) return undefined
  const seconds = done.map((result) => result.seconds)
  const middle = (/** @type {(result: typeof done[number]) => number} */ of) => median(done.map(of))
  const most = (/** @type {(result: typeof done[number]) => number | undefined} */ of) => {
    const known = done.map(of).filter((value) => value !== undefined)
    return known.length === 0 ? undefined : Math.max(...known)
  }
  return {
    runs: done.length,
    seconds: median(seconds),
    fastest: Math.min(...seconds),
    slowest: Math.max(...seconds),
    requests: middle(({ traffic }) => traffic.requests),
    uploads: middle(({ traffic }) => traffic.uploads),
    bytesStored: middle(({ bytesStored }) => bytesStored),
    bytesServed: middle(({ traffic }) => traffic.bytesServed),
    disk: Math.max(...done.map((result) => result.disk)),
    builds: most(({ builds }) => builds),
    largest: most(({ memory }) => memory?.largest),
    tree: most(({ memory }) => memory?.tree),
  }
}
