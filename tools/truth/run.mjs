// @ts-check
/** `npm run test:truth -- --count 100 --seed 7`: what commands say, held against what is there. */
import { parseArgs } from 'node:util'
import { endOnInterruption, watchForInterruption } from '../local/interruption.mjs'
import { ensureBusybox } from '../local/programs.mjs'
import { namedSequences } from './named-sequences.mjs'
import { renderFound, tellTruth } from './render-truth.mjs'
import { runTruth, sequencesOf } from './run-truth.mjs'
import { wholeNumber } from '../local/whole-number.mjs'

const USAGE = `npm run test:truth [-- OPTION…]

Runs random sequences of edits, removals of images and commands in small workspaces with the packed plugin. After each command, every image that it
said is there has to be there, in engine or registry, with the content of the checkout. Needs a Docker engine with buildx, git, docker-registry and
a static busybox.

  --count N    sequences; 100
  --named      those with a name in place of random ones: after them a success was once not true
  --seed N     the same seed makes the same sequences; 1
  --from N     begins at this sequence, to see one again: --from 17 --count 1
  --at-once N  sequences at the same time; 2
  --output     with each fault, all that its command printed
  --help       this text

Exit code 1: there was a lie, or a command failed without a reason.`

const OPTIONS = /** @type {const} */ ({
  count: { type: 'string', default: '100' },
  named: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  from: { type: 'string', default: '0' },
  'at-once': { type: 'string', default: '2' },
  output: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
})

async function main() {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const [count, seed] = [wholeNumber(values.count), wholeNumber(values.seed)]
  const [from, atOnce] = [wholeNumber(values.from), wholeNumber(values['at-once'])]
  watchForInterruption()
  await ensureBusybox('npm run test:truth')
  const sequences = values.named ? namedSequences() : sequencesOf({ seed, from, count })
  const outcome = await runTruth(sequences, { atOnce }, (sofar, found) => {
    // At once: a run that is interrupted has told all it knew.
    for (const fault of found) process.stdout.write(`\n${renderFound(fault, values.output)}\n`)
    process.stderr.write(`${tellTruth(seed, sofar)}; ${sequences.length} to run\n`)
  })
  process.stdout.write(`${tellTruth(seed, outcome)}\n`)
  if (outcome.lies.length + outcome.failures.length > 0) process.exitCode = 1
}

await endOnInterruption(main)
