// @ts-check
/** `npm run test:consistency -- --count 30 --seed 7`: what each command takes a module's image to be. */
import { parseArgs } from 'node:util'
import { endOnInterruption, watchForInterruption } from '../local/interruption.mjs'
import { renderDifferences } from './differences.mjs'
import { runConsistency } from './run-consistency.mjs'
import { wholeNumber } from '../local/whole-number.mjs'

const USAGE = `npm run test:consistency [-- OPTION…]

Makes workspaces whose modules are described in several places, and asks the packed plugin's commands about them: Nx itself, docker-build with and
without a batch, docker-push, docker-load, docker-run, and module-images plan, verify and digests. All have to know the same modules with the same
images, made by what Nx has of them. Needs a Docker engine with buildx, git and docker-registry.

  --count N    workspaces; 30
  --seed N     the same seed makes the same workspaces; 1
  --from N     begins at this workspace, to see one again: --from 17 --count 1
  --files      with each fault, the files that describe its workspace
  --output     with each fault, all that its commands printed
  --help       this text

Exit code 1: commands differ, or an image is not what Nx has.`

const OPTIONS = /** @type {const} */ ({
  count: { type: 'string', default: '30' },
  seed: { type: 'string', default: '1' },
  from: { type: 'string', default: '0' },
  files: { type: 'boolean', default: false },
  output: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
})

async function main() {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const [count, seed, from] = [wholeNumber(values.count), wholeNumber(values.seed), wholeNumber(values.from)]
  watchForInterruption()
  const outcome = await runConsistency({ seed, from, count }, (sofar, verdict) => {
    // At once: a run that is interrupted has told all it knew.
    const lines = renderVerdict(verdict, values)
    if (lines.length > 0) process.stdout.write(`\nworkspace ${verdict.index} of seed ${seed}\n${lines.join('\n')}\n`)
    process.stderr.write(`${tell(seed, sofar)}; ${count} to compare\n`)
  })
  process.stdout.write(`${tell(seed, outcome)}\n`)
  if (outcome.differences + outcome.misbuilt > 0) process.exitCode = 1
}

/** @param {import('./run-consistency.mjs').Verdict} verdict @param {{ files: boolean, output: boolean }} more */
function renderVerdict({ differences, misbuilt, files, output }, more) {
  if (differences.length + misbuilt.length === 0) return []
  const shown = Object.entries(files).filter(([file]) => /\.json$|ignore$/.test(file))
  return [
    ...renderDifferences(differences),
    ...misbuilt.map((what) => `  ${what}`),
    ...(more.files ? shown.map(([file, text]) => `── ${file}\n${text}`) : []),
    ...(more.output ? [output] : []),
  ]
}

/** @param {number} seed @param {import('./run-consistency.mjs').Outcome} outcome */
function tell(seed, { workspaces, modules, built, differences, misbuilt }) {
  return `seed ${seed}: ${workspaces} workspaces, ${modules} modules, ${built} built, ${differences} differences, ${misbuilt} not as Nx has them`
}

await endOnInterruption(main)
