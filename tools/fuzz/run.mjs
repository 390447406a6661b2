// @ts-check
/** `npm run test:fuzz -- --minutes 60 --seed 7`: random and spoilt files through all that reads them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { wholeNumber } from '../local/whole-number.mjs'

const USAGE = `npm run test:fuzz [-- OPTION…]

Spoils Dockerfiles, ignore files and lockfiles from a seed, and reads them as the product does: parses, finds inputs, asks every rule, renders
and fixes. Nothing may throw but an error that says where, name a line that is not there, take longer than a second or so for a megabyte, or
hang. Needs neither engine nor network.

  --minutes N  how long; 5
  --seed N     the same seed makes the same cases; 1
  --from N     begins at this case, to see one again
  --help       this text

Exit code 1: something went wrong; the files of each such case are kept in a folder that is printed.`

const OPTIONS = /** @type {const} */ ({
  minutes: { type: 'string', default: '5' },
  seed: { type: 'string', default: '1' },
  from: { type: 'string', default: '0' },
  help: { type: 'boolean', default: false },
})

/** As long as no case takes even on a busy machine. */
const HANG_MS = 180_000
const WATCH_MS = 5_000

/** @typedef {{ cases: number, read: number, refused: number, findings: number }} Tally */

/** @param {{ seed: number, from: number, until: number }} what @returns {Promise<number>} how many cases went wrong */
function runFuzz(what) {
  const place = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: { ...what, place } })
  let wrong = 0
  /** @type {Tally} */
  let last = { cases: 0, read: 0, refused: 0, findings: 0 }
  const report = () => log(`seed ${what.seed}: ${tell(last)}, ${wrong} wrong`)
  return new Promise((resolve, reject) => {
    const stopWatching = watch(place, () => {
      wrong += 1
      log(`case ${Atomics.load(place, 0)} of seed ${what.seed} does not end`)
      void worker.terminate()
    })
    worker.on('message', (message) => {
      if (message.wrong) {
        wrong += 1
        log(`case ${message.wrong.index}: ${message.wrong.why}\nkept in ${keep(message.wrong.files)}`)
      } else last = message.tally
      if (message.tally && !message.ended && last.cases % 1000 === 0) report()
    })
    worker.once('error', reject)
    worker.once('exit', () => {
      stopWatching()
      process.stdout.write(`seed ${what.seed}: ${tell(last)}, ${wrong} wrong\n`)
      resolve(wrong)
    })
  })
}

/** @param {Int32Array} place @param {() => void} onHang */
function watch(place, onHang) {
  let seen = { index: -1, since: Date.now() }
  const timer = setInterval(() => {
    const index = Atomics.load(place, 0)
    if (index !== seen.index) seen = { index, since: Date.now() }
    else if (Date.now() - seen.since > HANG_MS) onHang()
  }, WATCH_MS)
  return () => clearInterval(timer)
}

/** @param {import('./read-module.mjs').Files} files */
function keep(files) {
  const folder = mkdtempSync(join(tmpdir(), 'module-images-fuzz-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** @param {Tally} tally */
function tell({ cases, read, refused, findings }) {
  return `${cases} cases, ${read} read with ${findings} findings in all, ${refused} refused with a place`
}

/** @param {string} line */
function log(line) {
  process.stderr.write(`${line}\n`)
}

const { values } = parseArgs({ options: OPTIONS })
if (values.help) process.stdout.write(`${USAGE}\n`)
else {
  const [seed = 1, from = 0, minutes = 5] = [values.seed, values.from, values.minutes].map(wholeNumber)
  const wrong = await runFuzz({ seed, from, until: Date.now() + minutes * 60_000 })
  if (wrong > 0) process.exitCode = 1
}
