// @ts-check
import { parseArguments, USAGE } from './local/quickstart-arguments.mjs'
import { watchForInterruption } from './local/interruption.mjs'
import { setDown } from './local/quickstart-down.mjs'
import { quickstart } from './local/quickstart-up.mjs'
import { createReporter } from './local/reporter.mjs'
import { createMachine, reportFailure } from './local/set-up.mjs'

const COMMAND = 'npm run quickstart'

/** @param {readonly string[]} argv @returns {Promise<number>} the exit code */
async function main(argv) {
  const wanted = parseArguments(argv)
  if (wanted.kind === 'wrong') {
    process.stderr.write(`${wanted.message}\n\n${USAGE}`)
    return 2
  }
  if (wanted.kind === 'help') {
    process.stdout.write(USAGE)
    return 0
  }
  watchForInterruption()
  const reporter = createReporter({ stream: process.stdout, env: process.env })
  try {
    if (wanted.kind === 'down') {
      await setDown(reporter, createMachine(), { purge: wanted.purge })
      return 0
    }
    return await quickstart(reporter, createMachine(), { setUpOnly: wanted.setUpOnly })
  } catch (error) {
    return reportFailure(reporter, error, wanted.kind === 'down' ? `${COMMAND} -- --down` : COMMAND)
  }
}

process.exitCode = await main(process.argv.slice(2))
