/**
 * `npm run check`: format, lint, types, boundaries, repository rules, whether what is generated is current, and the packed package; two at a time.
 *
 *   node tools/lint/check.mjs [--fix] [step…]     all steps, or only those named; --fix first fixes what a program can fix
 *
 * One line a step; then the whole output of each that failed. Exits 1 if any did.
 */
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runSteps } from './run-steps.mjs'

const ROOT = join(import.meta.dirname, '../..')
const PRETTIER = 'node_modules/prettier/bin/prettier.cjs'
/**
 * By content, options and prettier's version, so that what it remembers of a file holds for these bytes alone. Not in prettier's own place: a run
 * without a cache removes that one.
 */
const PRETTIER_CACHE = ['--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/check-format']
const ESLINT = 'node_modules/eslint/bin/eslint.js'
const TSC = 'node_modules/typescript/bin/tsc'

/**
 * The slowest first, so that two cores finish together; types before lint, whose rules stumble over whatever has no type, and the package last,
 * since it is made of what types compiled.
 */
const STEPS = [
  { name: 'types', command: [TSC, '--build', ...typedPackages(), 'tools'] },
  { name: 'lint', command: [ESLINT, '.'] },
  { name: 'boundaries', command: ['tools/lint/check-boundaries.mjs'] },
  { name: 'format', command: [PRETTIER, '--check', '--log-level', 'warn', ...PRETTIER_CACHE, '.'] },
  { name: 'repository', command: ['tools/lint/check-repository.mjs'] },
  { name: 'rules', command: ['tools/docs/rules-page.mjs', '--check'] },
  { name: 'lockfiles', command: ['tools/docs/lockfiles-page.mjs', '--check'] },
  { name: 'errors', command: ['tools/docs/errors-page.mjs', '--check'] },
  { name: 'schemas', command: ['tools/docs/editor-schemas.mjs', '--check'] },
  { name: 'command', command: ['tools/docs/command-page.mjs', '--check'] },
  { name: 'workflows', command: ['node_modules/nx/dist/bin/nx.js', 'sync:check'] },
  { name: 'package', command: ['tools/pack/check-package.mjs'] },
]

/** ESLint first: what it rewrites, prettier lays out. */
const FIXES = [
  { name: 'fix lint', command: [ESLINT, '--fix', '.'] },
  { name: 'fix format', command: [PRETTIER, '--write', '--log-level', 'warn', '.'] },
]

// A daemon would outlive the check.
process.env['NX_DAEMON'] = 'false'
const { fix, steps } = readArguments()
if (!existsSync(join(ROOT, TSC))) stop('The tools are not installed: run `npm ci` first.')
// What cannot be fixed fails again below, with its output.
if (fix) await runSteps(FIXES, { cwd: ROOT, width: 1, report: () => {} })
const results = await runSteps(steps, { cwd: ROOT, width: Math.min(2, availableParallelism()), report })
const failed = results.filter(({ ok }) => !ok)
for (const { name, output } of failed) console.error(`\n── ${name} ──\n${output.trim()}`)
if (failed.length > 0) process.exitCode = 1

/** @param {import('./run-steps.mjs').StepResult} result */
function report({ name, ok, seconds }) {
  console.log(`${ok ? '✓' : '✗'} ${name.padEnd(10)} ${seconds.toFixed(1).padStart(5)} s`)
}

function readArguments() {
  const { values, positionals } = parseArgs({ options: { fix: { type: 'boolean', default: false } }, allowPositionals: true })
  const unknown = positionals.filter((name) => !STEPS.some((step) => step.name === name))
  if (unknown.length > 0) stop(`No such step: ${unknown.join(', ')}. The steps are ${STEPS.map((step) => step.name).join(', ')}.`)
  return { fix: values.fix, steps: positionals.length === 0 ? STEPS : STEPS.filter(({ name }) => positionals.includes(name)) }
}

function typedPackages() {
  const folders = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`)
  return folders.filter((folder) => existsSync(join(ROOT, folder, 'tsconfig.json')))
}

/** @type {(message: string) => never} */
function stop(message) {
  console.error(message)
  process.exit(1)
}
