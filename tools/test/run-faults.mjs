// @ts-check
/**
 * `npm run test:faults [-- --seed N --pushes N --kills N --races N]`: the fault suite in its long form, set up as `npm test` sets it up.
 * `npm test` runs the short one.
 */
import { join } from 'node:path'
import { attempt } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'
import { parseFaultArguments } from './fault-arguments.mjs'

const size = parseFaultArguments(process.argv.slice(2))
if (typeof size === 'string') {
  console.error(size)
  process.exitCode = 2
} else {
  const program = [process.execPath, join(CHECKOUT, 'tools/test/run-tests.mjs'), '--project', 'e2e', 'packages/e2e/src/faults']
  const { code } = await attempt(program, { cwd: CHECKOUT, env: { MI_FAULTS: JSON.stringify(size) }, terminal: true })
  process.exitCode = code
}
