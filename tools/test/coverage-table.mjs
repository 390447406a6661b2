// @ts-check
import { relative, sep } from 'node:path'

/**
 * @typedef {{ total: number, covered: number }} Count
 * @typedef {{ lines: Count, functions: Count, branches: Count }} Counts of a file, or of all files of a package
 */

const KINDS = /** @type {const} */ (['lines', 'functions', 'branches'])

/**
 * A row for each package and one for all: how much of it the tests ran.
 *
 * @param {Record<string, Counts>} summary istanbul's `coverage-summary.json`, by native path of the file
 * @param {string} packages native path of the folder that holds them
 */
export function renderCoverage({ total: _, ...files }, packages) {
  /** @type {Map<string, Counts>} */
  const sums = new Map()
  for (const [file, counts] of Object.entries(files)) {
    const [name = ''] = relative(packages, file).split(sep)
    for (const row of [name, 'all']) sums.set(row, add(sums.get(row), counts))
  }
  const rows = [...sums].sort(([a], [b]) => Number(a === 'all') - Number(b === 'all') || a.localeCompare(b))
  const lines = rows.map(([name, counts]) =>
    [name.padEnd(12), ...KINDS.map((kind) => share(counts[kind])), uncovered(counts.lines)].join(''),
  )
  return [`${'package'.padEnd(12)}${KINDS.map((kind) => kind.padStart(12)).join('')}${'lines not run'.padStart(16)}`, ...lines].join('\n')
}

/** @param {Counts | undefined} sum @param {Counts} more @returns {Counts} */
function add(sum, more) {
  if (!sum) return more
  const [lines, functions, branches] = KINDS.map((kind) => ({
    total: sum[kind].total + more[kind].total,
    covered: sum[kind].covered + more[kind].covered,
  }))
  return /** @type {Counts} */ ({ lines, functions, branches })
}

/** Rounded down, so that 100 means all. @param {Count} count */
function share({ total, covered }) {
  return (total === 0 ? '-' : `${(Math.floor((covered * 1000) / total) / 10).toFixed(1)} %`).padStart(12)
}

/** @param {Count} lines */
function uncovered({ total, covered }) {
  return String(total - covered).padStart(16)
}
