// @ts-check
import { BARS } from './bars.mjs'
import { summarise } from './statistics.mjs'

/**
 * @typedef {Pick<import('../cases/case.mjs').Case, 'name' | 'title' | 'about' | 'publishes'> &
 *   { readonly competitors: readonly Pick<import('../competitors/competitor.mjs').Competitor, 'name' | 'title' | 'note'>[] }} PageCase
 *
 * @typedef {object} PageFacts
 * @property {import('../machine.mjs').Machine} machine
 * @property {readonly import('../rounds.mjs').Measurement[]} measurements
 * @property {readonly PageCase[]} cases
 * @property {number} runs
 * @property {string} command
 */

const PUBLISH_COLUMNS = [
  'modules',
  '',
  'seconds',
  'fastest–slowest',
  'requests',
  'blobs uploaded',
  'stored',
  'served',
  'disk',
  'largest',
  'all',
]
const PLAIN_COLUMNS = ['modules', '', 'seconds', 'fastest–slowest', 'largest', 'all']

/** `docs/benchmarks.md`. @param {PageFacts} facts */
export function renderPage({ machine, measurements, cases, runs, command }) {
  const shown = cases.filter(({ name }) => measurements.some((one) => one.case === name))
  const sections = shown.map((what) => renderCase(what, measurements))
  return [
    '# Benchmarks',
    `Written by \`${command}\`, which makes the modules, starts a registry of its own and measures all ways to publish side by side, in turn:
the median of ${runs} run${runs === 1 ? '' : 's'}, with the fastest and the slowest. Do not edit by hand.`,
    renderMachine(machine),
    renderBars(measurements),
    renderCompetitors(shown),
    COLUMNS,
    ...sections,
  ]
    .join('\n\n')
    .concat('\n')
}

const COLUMNS = `What the columns count: *requests* to the registry, from its access log; *blobs uploaded* as bytes, from the same log; *stored*, by how much the
registry's blobs grew, manifests included; *served*, bytes of its replies, which is what was pulled; *disk*, by how much the file system of engine and registry had grown at most; *largest* process and *all* processes together (pages they share counted once) at their peak, from /proc
several times a second, the engine's own not included.`

/** @param {import('../machine.mjs').Machine} machine */
function renderMachine({ system, processor, cores, memoryGiB, load, engine, versions }) {
  const rows = Object.entries(versions).map(([name, version]) => `| ${name} | ${version} |`)
  return [
    `${cores} cores (${processor}), ${memoryGiB} GiB of memory, ${system}; load average over 15 minutes at the end ${load}.
The Docker engine: ${engine}.`,
    '',
    '| | version |',
    '| --- | --- |',
    ...rows,
  ].join('\n')
}

/** @param {readonly import('../rounds.mjs').Measurement[]} measurements */
function renderBars(measurements) {
  const lookup = (/** @type {string} */ name, /** @type {number} */ size, /** @type {string} */ competitor) =>
    summarise(measurements.filter((one) => one.case === name && one.size === size && one.competitor === competitor))
  const rows = BARS.map(({ what, bar, judge }) => {
    const verdict = judge(lookup)
    return verdict ? `| ${what} | ${bar} | ${verdict.measured} | ${verdict.met ? 'yes' : '**no**'} |` : undefined
  })
  return ['## Bars', '', '| what | bar | measured | met |', '| --- | --- | --- | --- |', ...rows.filter((row) => row !== undefined)].join(
    '\n',
  )
}

/** @param {readonly PageCase[]} cases */
function renderCompetitors(cases) {
  const all = new Map(cases.flatMap(({ competitors }) => competitors).map((competitor) => [competitor.name, competitor]))
  return ['## What is compared', '', ...[...all.values()].map(({ title, note }) => `- **${title}**: ${note}`)].join('\n')
}

/** @param {PageCase} what @param {readonly import('../rounds.mjs').Measurement[]} measurements */
function renderCase({ name, title, about, competitors, publishes }, measurements) {
  const own = measurements.filter((one) => one.case === name)
  const columns = publishes ? PUBLISH_COLUMNS : PLAIN_COLUMNS
  const rows = [...new Set(own.map(({ size }) => size))].flatMap((size) =>
    competitors.flatMap((competitor) => {
      const runs = own.filter((one) => one.size === size && one.competitor === competitor.name)
      return runs.length === 0 ? [] : [renderRow([String(size), competitor.title, ...renderFigures(runs, publishes)])]
    }),
  )
  const rule = columns.map((_, index) => (index === 1 ? '---' : '---:'))
  return [`## ${title}`, '', about, '', renderRow(columns), renderRow(rule), ...rows].join('\n')
}

/** @param {readonly import('../rounds.mjs').Measurement[]} runs @param {boolean} publishes */
function renderFigures(runs, publishes) {
  const figures = summarise(runs)
  if (!figures) {
    const said = runs.flatMap(({ result }) => (result.kind === 'failed' ? [result.said] : []))[0] ?? ''
    return ['fails', quote(said)]
  }
  const { seconds, fastest, slowest, requests, uploads, bytesStored, bytesServed, disk, largest, tree } = figures
  const traffic = [String(requests), String(uploads), renderBytes(bytesStored), renderBytes(bytesServed), renderBytes(disk)]
  return [
    ...[seconds.toFixed(2), `${fastest.toFixed(2)}–${slowest.toFixed(2)}`],
    ...(publishes ? traffic : []),
    ...[largest, tree].map((bytes) => (bytes === undefined ? '' : renderBytes(bytes))),
  ]
}

/** The line that tells most, without addresses and paths of this machine. @param {string} text */
function quote(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const line = lines.findLast((candidate) => /error|cannot/i.test(candidate)) ?? lines.at(-1) ?? ''
  const plain = line.replace(/\/\S*mi-bench-\S*|127\.0\.0\.1:\d+/g, '…').replace(/[`|]/g, "'")
  return `\`${plain.trim().slice(0, 160)}\``
}

/** Decimal units. @param {number} bytes */
export function renderBytes(bytes) {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** @param {readonly string[]} cells */
function renderRow(cells) {
  return `| ${cells.join(' | ')} |`
}
