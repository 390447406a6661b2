// @ts-check
/**
 * `npm run test:differential -- --cases 10000 --seed 7`: what the product says a build reads, against what BuildKit reads.
 * `npm run test:differential -- --images 1000 --seed 7`: what the product builds, against what BuildKit builds.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { endOnInterruption, watchForInterruption } from '../local/interruption.mjs'
import { ensureBusybox } from '../local/programs.mjs'
import { excludingCase } from './arbitrary-case.mjs'
import { compareImages } from './built/compare-images-of-seed.mjs'
import { ANSWERS } from './built/place.mjs'
import { expectedOf, keepCase } from './golden.mjs'
import { renderCase } from './render-case.mjs'
import { openReadsPlace } from './reads-place.mjs'
import { judgeCases, runCases } from './run-cases.mjs'
import { comparedOf, runPairs } from './run-pairs.mjs'
import { shrinkCase } from './shrink-case.mjs'
import { wholeNumber } from '../local/whole-number.mjs'

const USAGE = `npm run test:differential [-- OPTION…]

Makes build contexts, ignore files and Dockerfiles from a seed, asks the product what their builds read and BuildKit to build them, and
lists where the two disagree. Needs a Docker engine with buildx and a static busybox; changes nothing in either.

  --cases N    cases to compare; 1000, or 0 with --images
  --excludes N cases more whose COPY and ADD have --exclude, where the engine's frontend knows it; 0
  --pairs N    pairs of contexts that can be built, whose keys are held against their images; 0
  --images N   cases to build twice, by BuildKit alone and by the product, whose images are held against each other; 0. Needs docker-registry
  --answers D  folder in which BuildKit's answers to --images are kept, so that another run need not build them; ${ANSWERS}
  --seed N     the same seed makes the same cases; 1
  --from N     begins at this case, to see one again: --from 812 --cases 1
  --keep       shrinks each disagreement and keeps it below tools/differential, as golden/… or built/golden/…
  --help       this text

Exit code 1: there was a disagreement.`

const OPTIONS = /** @type {const} */ ({
  cases: { type: 'string' },
  excludes: { type: 'string', default: '0' },
  pairs: { type: 'string', default: '0' },
  images: { type: 'string', default: '0' },
  answers: { type: 'string', default: ANSWERS },
  seed: { type: 'string', default: '1' },
  from: { type: 'string', default: '0' },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
})

async function main() {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const excludes = wholeNumber(values.excludes)
  const pairs = wholeNumber(values.pairs)
  const images = wholeNumber(values.images)
  const seed = wholeNumber(values.seed)
  const from = wholeNumber(values.from)
  const cases = wholeNumber(values.cases ?? (images > 0 ? '0' : '1000'))
  watchForInterruption()
  await ensureBusybox('npm run test:differential')
  const place = await openReadsPlace({ atOnce: 2 * availableParallelism() })
  try {
    if (cases > 0) await compareCases({ seed, from, count: cases }, place, values.keep)
    if (excludes > 0) await compareExcludes({ seed, from, count: excludes }, place, values.keep)
    if (pairs > 0) await comparePairs({ seed, count: pairs }, place)
    if (images > 0) await compareImages({ seed, from, count: images }, { ...values, features: place.features, log })
  } finally {
    place.close()
  }
}

/** @param {{ seed: number, from: number, count: number }} which @param {import('./run-cases.mjs').Place} place @param {boolean} keep */
async function compareExcludes(which, place, keep) {
  const what = ' with --exclude'
  if (place.features?.exclude) return compareCases({ ...which, what, arbitrary: excludingCase }, place, keep)
  process.stdout.write(`seed ${which.seed}: ${which.count} cases${what} left out: the engine's frontend does not know it\n`)
}

/**
 * @typedef {{ seed: number, count: number, what?: string }} Counted `what`: what is particular to the cases
 *
 * @param {Counted & { from: number, arbitrary?: typeof excludingCase }} which
 * @param {import('./run-cases.mjs').Place} place
 * @param {boolean} keep
 */
async function compareCases(which, place, keep) {
  const outcome = await runCases(which, place, (done, sofar, found) => {
    // At once: a run that is interrupted has told all it knew.
    for (const { index, given, disagreement } of found)
      log(`\ncase ${index}: ${disagreement.kind}: ${disagreement.detail}\n${renderCase(given)}\n`)
    log(`${tellCases({ ...which, count: done }, sofar)}; ${which.count} to compare`)
  })
  for (const failure of keep ? outcome.failures : []) {
    const name = `${failure.disagreement.kind}-${which.seed}-${failure.index}`
    log(`kept in ${await keepFailure(await shrinkCase(which.seed, failure, place, which.arbitrary), name, place)}`)
  }
  process.stdout.write(`${tellCases(which, outcome)}\n`)
  if (outcome.failures.length > 0) process.exitCode = 1
}

/** @param {Counted} which @param {import('./run-cases.mjs').Outcome} outcome */
function tellCases({ seed, count, what = '' }, { built, refused, known, failures }) {
  return `seed ${seed}: ${count} cases${what}, ${built} built alike, ${refused} refused alike, ${known} known to differ, ${failures.length} disagreements`
}

/** @param {import('./case.mjs').Case} given @param {string} name @param {import('./run-cases.mjs').Place} place */
async function keepFailure(given, name, place) {
  const [result] = await judgeCases([given], place)
  if (!result || result.observed.kind === 'not-asked') throw new Error('nothing was judged')
  return keepCase(name, given, expectedOf(result.observed))
}

/** @param {{ seed: number, count: number }} which @param {import('./run-cases.mjs').Place} place */
async function comparePairs(which, place) {
  const outcome = await runPairs(which, place, (sofar) => log(`${tellPairs(which.seed, sofar)}; ${which.count} to compare`))
  process.stdout.write(`${tellPairs(which.seed, outcome)}\n`)
  if (outcome.wrong.length > 0) process.exitCode = 1
}

/** @param {number} seed @param {import('./run-pairs.mjs').PairsOutcome} outcome */
function tellPairs(seed, outcome) {
  const { same, different, unbuildable, wrong } = outcome
  const which = wrong.length > 0 ? `: ${wrong.join(', ')}` : ''
  return (
    `seed ${seed}: ${comparedOf(outcome)} pairs, ${same} of one key and one image, ${different} of two keys, ` +
    `${wrong.length} counterexamples${which}; ${unbuildable} more that cannot be built`
  )
}

/** @param {string} line */
function log(line) {
  process.stderr.write(`${line}\n`)
}

await endOnInterruption(main)
