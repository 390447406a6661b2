// @ts-check
import { renderCase } from '../render-case.mjs'
import { keepBuiltCase } from './golden-built.mjs'
import { openPlace } from './place.mjs'
import { runBuilt } from './run-built.mjs'
import { shrinkBuilt } from './shrink-built.mjs'

/**
 * The second half of the differential test, told as it goes. Sets the exit code when there was a difference.
 *
 * @param {{ seed: number, from: number, count: number }} which
 * @param {{ answers: string, features: import('./place.mjs').BuiltPlace['features'], keep: boolean, log: (line: string) => void }} how
 */
export async function compareImages(which, { answers, features, keep, log }) {
  const place = await openPlace({ answers, features })
  try {
    const outcome = await runBuilt(which, place, (made, sofar, found) => {
      for (const { index, given, difference } of found) {
        const settings = JSON.stringify({ locked: given.locked, options: given.options })
        log(`\ncase ${index}: ${difference.kind}: ${difference.detail}\n${settings}\n${renderCase(given)}\n`)
      }
      log(`${tell(which.seed, made, sofar)}; ${which.count} to build`)
    })
    for (const failure of keep ? outcome.failures : []) {
      const name = `${failure.difference.kind}-${which.seed}-${failure.index}`
      log(`kept in ${keepBuiltCase(name, await shrinkBuilt(which.seed, failure, place))}`)
    }
    process.stdout.write(`${tell(which.seed, outcome.built + outcome.refused + outcome.known + outcome.failures.length, outcome)}\n`)
    if (outcome.failures.length > 0) process.exitCode = 1
  } finally {
    await place.close()
  }
}

/** @param {number} seed @param {number} made @param {import('./run-built.mjs').BuiltOutcome} outcome */
function tell(seed, made, { built, refused, known, failures, oracleSeconds, productSeconds }) {
  const each = (/** @type {number} */ seconds) => (seconds / Math.max(made, 1)).toFixed(1)
  return (
    `seed ${seed}: ${made} cases, ${built} built to one image, ${refused} refused alike, ${known} known to differ, ` +
    `${failures.length} differences; ${each(oracleSeconds)} s a case for BuildKit's answer, ${each(productSeconds)} s for the product's`
  )
}
