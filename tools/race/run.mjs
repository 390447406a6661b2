// @ts-check
/** `npm run test:races -- --builds 200 --seed 7`: images whose files were rewritten while they were built, held against their keys. */
import { parseArgs } from 'node:util'
import { endOnInterruption, watchForInterruption } from '../local/interruption.mjs'
import { runRaces } from './run-races.mjs'

const USAGE = `npm run test:races [-- OPTION…]

Builds modules while their files are rewritten, in place and by rename, without a change of size. An image may hold only what its key says, and a
build may fail only with the name of the file that keeps changing. Needs a Docker engine with buildx, and docker-registry.

  --builds N   to be tried; 200
  --seed N     what is rewritten when, as far as the machine repeats itself; 1
  --pause N    the longest between two writes, in milliseconds; 40
  --help       this text

Exit code 1: an image is not what its key says, a build failed for another reason, or fewer than three of four succeeded.`

const OPTIONS = /** @type {const} */ ({
  builds: { type: 'string', default: '200' },
  seed: { type: 'string', default: '1' },
  pause: { type: 'string', default: '40' },
  help: { type: 'boolean', default: false },
})

async function main() {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const builds = Number(values.builds)
  const seed = Number(values.seed)
  const pause = Number(values.pause)
  if (![builds, seed, pause].every(Number.isSafeInteger)) throw new Error('--builds, --seed and --pause take whole numbers; see --help.')
  watchForInterruption()
  const outcome = await runRaces({ builds, seed, pause }, (sofar) => process.stderr.write(`${tell(seed, sofar)}; ${builds} to try\n`))
  for (const fault of outcome.faults) process.stdout.write(`${fault}\n`)
  process.stdout.write(`${tell(seed, outcome)}\n`)
  if (outcome.faults.length > 0 || outcome.made < 0.75 * outcome.builds) process.exitCode = 1
}

/** @param {number} seed @param {import('./run-races.mjs').RaceOutcome} outcome */
function tell(seed, { builds, made, restarts, gaveUp, faults, writes }) {
  return (
    `seed ${seed}: ${builds} builds, ${made} images, ${restarts} began again, ${gaveUp} gave up and said which file keeps changing, ` +
    `${faults.length} faults; ${writes.inPlace} writes in place, ${writes.renamed} by rename, ${writes.modes} of a mode`
  )
}

await endOnInterruption(main)
