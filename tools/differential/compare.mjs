// @ts-check
import { posix } from 'node:path'
import { pathOf } from './case.mjs'

/**
 * @typedef {object} Disagreement
 * @property {'missed' | 'needless' | 'only-we-refuse' | 'only-buildkit-refuses' | 'other-line' | 'not-asked'} kind
 * @property {string} detail
 */

/**
 * Where the product and BuildKit do not say the same of a case. Every file's content says where it came from, so what arrived is known
 * exactly; of links and empty folders, only that none arrived which the product does not know of.
 *
 * @param {import('./case.mjs').Case} given
 * @param {import('./predict.mjs').Prediction} predicted
 * @param {import('./observe.mjs').Observation | import('./observe.mjs').NotAsked} observed
 * @returns {Disagreement | undefined}
 */
export function compareCase(given, predicted, observed) {
  if (observed.kind === 'not-asked') return { kind: 'not-asked', detail: 'the engine would end with it' }
  // Where things go is no matter of what is read.
  if (observed.kind === 'collides') return undefined
  if (predicted.kind === 'refuses' && observed.kind === 'refuses') return compareLines(predicted, observed)
  if (predicted.kind === 'refuses') return { kind: 'only-we-refuse', detail: predicted.message }
  if (observed.kind === 'refuses') return { kind: 'only-buildkit-refuses', detail: observed.message }
  const arrived = arrivals(given, observed.entries)
  const known = knownInputs(given, predicted.inputs)
  const missed = [...arrived.all].filter((id) => !known.has(id))
  if (missed.length > 0) return { kind: 'missed', detail: missed.join(', ') }
  const isNeedless = (/** @type {string} */ id) => id.startsWith('file ') && !arrived.all.has(id) && !arrived.unknowable.has(id)
  // What was copied over by a file or link of the same name arrived all the same.
  const needless = [...known].filter((id) => isNeedless(id) && !arrived.names.has(posix.basename(id.slice('file '.length))))
  return needless.length > 0 ? { kind: 'needless', detail: needless.join(', ') } : undefined
}

/**
 * @param {{ line: number | undefined, message: string }} predicted
 * @param {{ line: number | undefined, message: string }} observed
 * @returns {Disagreement | undefined}
 */
function compareLines(predicted, observed) {
  if (predicted.line === undefined || observed.line === undefined || predicted.line === observed.line) return undefined
  return { kind: 'other-line', detail: `${predicted.line} (${predicted.message}) and ${observed.line} (${observed.message})` }
}

/** What a case's build is read for by name, not by being copied. */
const READ_BY_NAME = new Set(['Dockerfile', '.dockerignore', 'Dockerfile.dockerignore'])

/** @param {import('./case.mjs').Case} given @param {readonly import('./observe.mjs').ImageEntry[]} entries */
function arrivals({ entries: context }, entries) {
  const all = new Set()
  for (const entry of entries) {
    if (entry.kind === 'file') all.add(`file ${pathOf(entry.content) ?? posix.basename(entry.path)}`)
    if (entry.kind === 'symlink') all.add(`link to ${entry.target}`)
    if (entry.kind === 'folder' && entry.empty && isFolderOfContext(context, entry.path)) all.add(`folder ${posix.basename(entry.path)}`)
  }
  // Two names of one file hold the same: which of them arrived, nobody can tell.
  const twins = context.flatMap((entry) => (entry.kind === 'hardlink' ? [`file ${entry.to}`] : []))
  const names = new Set(entries.flatMap((entry) => (entry.kind === 'folder' ? [] : [posix.basename(entry.path)])))
  return { all, names, unknowable: new Set([...twins, ...[...READ_BY_NAME].map((name) => `file ${name}`)]) }
}

/** The folders a COPY makes for itself are none of the context's. @param {readonly import('./case.mjs').Entry[]} context @param {string} path */
function isFolderOfContext(context, path) {
  return context.some((entry) => entry.kind === 'folder' && posix.basename(entry.path) === posix.basename(path))
}

/** @param {import('./case.mjs').Case} given @param {readonly string[]} inputs */
function knownInputs({ entries }, inputs) {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]))
  return new Set(
    inputs.map((path) => {
      const entry = byPath.get(path)
      if (entry?.kind === 'symlink') return `link to ${entry.target}`
      if (entry?.kind === 'folder') return `folder ${posix.basename(path)}`
      return `file ${entry?.kind === 'hardlink' ? entry.to : path}`
    }),
  )
}
