// @ts-check
/** `npm run test:rehearsal`: every case of the rehearsal of GitHub, set up as `npm test` sets it up, which rehearses the first ones. */
import { join } from 'node:path'
import { attempt } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

const program = [process.execPath, join(CHECKOUT, 'tools/test/run-tests.mjs'), '--project', 'e2e', 'packages/e2e/src/rehearsal']
const { code } = await attempt(program, { cwd: CHECKOUT, env: { MI_REHEARSAL: 'all' }, terminal: true })
process.exitCode = code
