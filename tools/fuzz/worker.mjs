// @ts-check
/** Judges cases one after another in a thread of its own, so that one which never ends can be ended from outside. */
import { parentPort, workerData } from 'node:worker_threads'
import { caseOf } from './case.mjs'
import { judgeFiles } from './judge.mjs'

/** @type {{ seed: number, from: number, until: number, place: Int32Array }} `until`: milliseconds of the clock; `place` tells where it is */
const { seed, from, until, place } = workerData
const tally = { cases: 0, read: 0, refused: 0, findings: 0 }

for (let index = from; Date.now() < until; index++) {
  Atomics.store(place, 0, index)
  const files = caseOf(seed, index)
  const verdict = judgeFiles(files)
  tally.cases += 1
  if (verdict.kind === 'wrong') parentPort?.postMessage({ wrong: { index, why: verdict.why, files } })
  else {
    tally[verdict.kind] += 1
    tally.findings += verdict.findings
  }
  if (tally.cases % 200 === 0) parentPort?.postMessage({ tally: { ...tally } })
}
parentPort?.postMessage({ tally, ended: true })
