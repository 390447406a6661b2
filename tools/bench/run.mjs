// @ts-check
/** `npm run bench`: see `arguments.mjs` for its options, `cases/` for what is measured, `competitors/` for how. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { watchForInterruption } from '../local/interruption.mjs'
import { ensureBusybox } from '../local/programs.mjs'
import { createReporter } from '../local/reporter.mjs'
import { CHECKOUT, reportFailure } from '../local/set-up.mjs'
import { parseArguments, USAGE } from './arguments.mjs'
import { createBench, newSeed } from './bench.mjs'
import { CASES } from './cases/cases.mjs'
import { COMPETITORS } from './competitors/competitors.mjs'
import { nx } from './competitors/nx.mjs'
import { readMachine } from './machine.mjs'
import { renderPage } from './page/page.mjs'
import { runRounds } from './rounds.mjs'

const PAGE = join(CHECKOUT, 'docs', 'benchmarks.md')

/** @param {readonly string[]} argv @returns {Promise<number>} the exit code */
async function main(argv) {
  const all = [...COMPETITORS, ...CASES.flatMap(({ competitors }) => competitors)]
  const known = { cases: CASES.map(({ name }) => name), competitors: [...new Set(all.map(({ name }) => name))] }
  const wanted = parseArguments(argv, known)
  if (wanted.kind === 'help') {
    process.stdout.write(`${USAGE}\nCases: ${known.cases.join(', ')}\nCompetitors: ${known.competitors.join(', ')}\n`)
    return 0
  }
  if (wanted.kind === 'wrong') {
    process.stderr.write(`${wanted.message}\n\n${USAGE}`)
    return 2
  }
  watchForInterruption()
  const reporter = createReporter({ stream: process.stdout, env: process.env })
  try {
    await ensureBusybox('npm run bench')
    await bench(wanted, reporter.line)
    return 0
  } catch (error) {
    return reportFailure(reporter, error, 'npm run bench')
  }
}

/**
 * @param {import('./arguments.mjs').Wanted} wanted
 * @param {(line: string) => void} log
 */
async function bench({ cases, competitors, sizes, runs, json, output, options }, log) {
  const chosen = CASES.filter(({ name }) => cases?.includes(name) ?? true)
  const place = await createBench(newSeed())
  try {
    // Without our own packages there is nothing to compare.
    await place.install(nx)
    const measurements = await runRounds(place, { cases: chosen, competitors, sizes, runs }, log)
    const machine = await readMachine(place)
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, measurements }, undefined, 2)}\n`)
    if (output === '-') return
    const command = ['npm run bench', ...(options.length > 0 ? ['--', ...options] : [])].join(' ')
    writeFileSync(output ?? PAGE, renderPage({ machine, measurements, cases: chosen, runs, command }))
    log(`Wrote ${output ?? 'docs/benchmarks.md'}.`)
  } finally {
    await place.close()
  }
}

process.exitCode = await main(process.argv.slice(2))
