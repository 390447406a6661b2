// @ts-check
import {
  applyEdits,
  CHECK_RULES,
  renderFindingAnnotations,
  renderFindings,
  renderFindingsJson,
  renderFindingsSarif,
} from '@module-images/check'
import { readModule, ROOT } from './read-module.mjs'

/**
 * What a character may cost: a Dockerfile of a megabyte two seconds on a busy machine; lockfiles and ignore files ten times that, since a full
 * YAML parser reads some of them, where each error costs a trace of the stack. What is not linear takes minutes. A little time is for free,
 * since a first call compiles.
 */
const MS_PER_BYTE = 2000 / (1 << 20)
const MS_PER_OTHER_BYTE = 20_000 / (1 << 20)
const FREE_MS = 400

/** @param {import('./read-module.mjs').Files} files */
function allowedMs(files) {
  return Object.entries(files).reduce(
    (sum, [name, text]) => sum + text.length * (name === 'Dockerfile' ? MS_PER_BYTE : MS_PER_OTHER_BYTE),
    FREE_MS,
  )
}

/**
 * @typedef {{ kind: 'read' | 'refused', findings: number } | { kind: 'wrong', why: string }} Verdict
 */

/**
 * Whether a module's files are read as they should be, however bad they are: in linear time, with errors that say where.
 *
 * @param {import('./read-module.mjs').Files} files
 * @param {{ timed?: boolean }} [options] without `timed` however long it takes
 * @returns {Verdict}
 */
export function judgeFiles(files, { timed = true } = {}) {
  try {
    const { reading, cost } = timed ? readTimed(files) : { reading: readModule(files), cost: 0 }
    if (cost > allowedMs(files)) return { kind: 'wrong', why: `${Math.round(cost)} ms, where ${Math.round(allowedMs(files))} are allowed` }
    const why = findLost(files, reading) ?? findBadFix(files, reading)
    if (why !== undefined) return { kind: 'wrong', why }
    renderFindings(reading.findings, { fix: '--fix', list: '--json' })
    for (const render of [renderFindingsJson, renderFindingAnnotations]) render(reading.findings)
    renderFindingsSarif(reading.findings, CHECK_RULES)
    return { kind: reading.error ? 'refused' : 'read', findings: reading.findings.length }
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** The shortest of up to three tries: another process may have had the machine. @param {import('./read-module.mjs').Files} files */
function readTimed(files) {
  const allowed = allowedMs(files)
  let reading
  let cost = Infinity
  for (let round = 0; round < 3 && cost > allowed; round++) {
    const [started, used] = [performance.now(), process.cpuUsage()]
    reading = readModule(files)
    const { user, system } = process.cpuUsage(used)
    cost = Math.min(cost, performance.now() - started, (user + system) / 1000)
  }
  if (reading === undefined) throw new Error('nothing was read')
  return { reading, cost }
}

/**
 * The first error, finding or problem that says no place, or one that is not there.
 *
 * @param {import('./read-module.mjs').Files} files
 * @param {import('./read-module.mjs').Reading} reading
 */
function findLost(files, { error, findings, problems }) {
  const lines = new Map(Object.entries(files).map(([name, text]) => [`${ROOT}/${name}`, text.split('\n').length]))
  const places = [
    ...findings.map(({ rule, place }) => ({ what: rule, place })),
    ...problems.map(({ message, place }) => ({ what: message, place })),
  ]
  if (error) places.push({ what: `${error.code} ${error.message}`, place: { line: 1, file: '', ...error.place } })
  for (const { what, place } of places) {
    const last = lines.get(place.file) ?? (findings.some((finding) => finding.place === place) ? 1 : undefined)
    const { line, column = 1 } = place
    const isThere = last !== undefined && Number.isInteger(line) && line >= 1 && line <= last && Number.isInteger(column) && column >= 1
    if (!isThere) return `${what} is at ${JSON.stringify(place)}`
  }
  return undefined
}

/**
 * What `--fix` would write is read again: it must be no worse.
 *
 * @param {import('./read-module.mjs').Files} files
 * @param {import('./read-module.mjs').Reading} reading
 */
function findBadFix(files, { error, findings }) {
  const edits = findings.flatMap(({ edits = [] }) => edits)
  if (edits.length === 0) return undefined
  const fixed = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      applyEdits(
        text,
        edits.filter(({ file }) => file === `${ROOT}/${name}`),
      ),
    ]),
  )
  const after = readModule(fixed)
  if (after.error && !error) return `after --fix: ${after.error.message} at ${JSON.stringify(after.error.place)}`
  // So many findings of one rule are not listed, and fixed when `--fix` runs again.
  if (findings.length > 1000) return undefined
  const rules = new Set(findings.filter(({ edits }) => edits).map(({ rule }) => rule))
  const left = after.findings.find(({ rule, fix }) => fix && rules.has(rule))
  return left && `--fix leaves ${left.rule} at line ${left.place.line}`
}
