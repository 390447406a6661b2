// @ts-check
/**
 * `npm run coverage [-- VITEST ARGUMENTS]`: which lines of the packages the unit and integration tests run. End-to-end tests start the packed package
 * in processes of their own, which are not counted. Prints a row a package; `dist/coverage/index.html` shows the lines.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'
import { renderCoverage } from './coverage-table.mjs'

const SUMMARY = join(CHECKOUT, 'dist/coverage/coverage-summary.json')

const given = process.argv.slice(2)
const projects = given.some((argument) => argument.startsWith('--project')) ? [] : ['--project', 'unit', '--project', 'int']
rmSync(SUMMARY, { force: true })
const program = [process.execPath, join(CHECKOUT, 'tools/test/run-tests.mjs'), '--coverage', ...projects, ...given]
const { code } = await attempt(program, { cwd: CHECKOUT, terminal: true })
if (existsSync(SUMMARY))
  process.stdout.write(`\n${renderCoverage(JSON.parse(readFileSync(SUMMARY, 'utf8')), join(CHECKOUT, 'packages'))}\n`)
process.exitCode = code
