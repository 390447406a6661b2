import { type BaseChange, failuresJson, renderJson, shortContentTag } from '@module-images/core'
import { stateColour } from '../../output/state-colour.js'
import { PLAIN, type TextStyle } from '../../output/terminal.js'
import { type Column, renderAlignedTable } from '../../report/aligned-table.js'
import type { ModuleLock } from './plan-module-locks.js'
import type { ResolvedLocks } from './resolve-locks.js'

/** A module whose content tag is another after a refresh; undefined where it had, or has, none. */
export interface KeyChange {
  readonly module: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What a command did with a base, by how it stood to the lock. */
const DONE: Readonly<Record<BaseChange['kind'], string>> = {
  same: 'kept',
  unlocked: 'added',
  moved: 'moved',
  unused: 'dropped',
  missing: 'missing',
}

/** How a base stands to the lock, for a person. */
const STATES: Readonly<Record<BaseChange['kind'], string>> = {
  same: 'same',
  unlocked: 'not locked',
  moved: 'moved',
  unused: 'not used',
  missing: 'not in its registry',
}

interface Row {
  readonly module: string
  readonly change: BaseChange
}

const MODULE: Column<Row> = { title: 'module', cell: ({ module }) => module, fit: 'cut' }
const BASE: Column<Row> = { title: 'base', cell: ({ change }) => change.reference, fit: 'cut' }
const LOCKED: Column<Row> = { title: 'locked', cell: ({ change }) => shortDigest(lockedDigest(change)) }
const FOUND: Column<Row> = { title: 'now', cell: ({ change }) => shortDigest(foundDigest(change)) }
const WHAT: Column<Row> = {
  title: 'what happened',
  cell: ({ change }) => DONE[change.kind],
  paint: ({ change }, colours) => stateColour(DONE[change.kind], colours),
}
const STATE: Column<Row> = {
  title: 'state',
  cell: ({ change }) => STATES[change.kind],
  paint: ({ change }, colours) => stateColour(STATES[change.kind], colours),
}
const LOCK_COLUMNS: readonly Column<Row>[] = [
  MODULE,
  BASE,
  WHAT,
  { title: 'digest', cell: ({ change }) => shortDigest(foundDigest(change) ?? lockedDigest(change)) },
  { title: 'platforms', cell: ({ change }) => ('found' in change ? change.found.platforms.join(', ') : ''), fit: 'wrap' },
]
const CHECK_COLUMNS: readonly Column<Row>[] = [MODULE, BASE, STATE, LOCKED, FOUND]
const REFRESH_COLUMNS: readonly Column<Row>[] = [MODULE, BASE, WHAT, LOCKED, FOUND]
const KEY_COLUMNS: readonly Column<KeyChange>[] = [
  { title: 'module', cell: ({ module }) => module, fit: 'cut' },
  { title: 'content tag before', cell: ({ before }) => shortContentTag(before ?? '') },
  { title: 'after', cell: ({ after }) => shortContentTag(after ?? '') },
]

/** Whether there is anything to show beside failures. */
export function isWorthATable({ locks, failures }: ResolvedLocks): boolean {
  return locks.length > 0 || failures.length === 0
}

/** What `lock` did. */
export function renderLocked(locks: readonly ModuleLock[], style: TextStyle = PLAIN): string {
  const table = renderChanges(LOCK_COLUMNS, locks, style)
  return [...table, `Bases: ${countKinds(locks, DONE)}.`].join('\n')
}

/** What `lock --check` found. */
export function renderChecked(locks: readonly ModuleLock[], style: TextStyle = PLAIN): string {
  const table = renderChanges(CHECK_COLUMNS, locks, style)
  const fix = [
    'To lock what is not locked and to drop what is not used: npx --no module-images lock',
    'To move to the newest images: npx --no module-images refresh',
  ].map(style.colours.cyan)
  return [...table, `Bases: ${countKinds(locks, STATES)}.`, ...(table.length > 0 ? fix : [])].join('\n')
}

/** What `refresh` did, and whose images are to be built anew. */
export function renderRefreshed(locks: readonly ModuleLock[], keys: readonly KeyChange[], style: TextStyle = PLAIN): string {
  const table = renderChanges(REFRESH_COLUMNS, locks, style)
  return [
    ...table,
    `Epochs raised: ${locks.length}. Bases: ${countKinds(locks, DONE)}.`,
    ...(keys.length > 0
      ? ['', renderAlignedTable(KEY_COLUMNS, keys, style), 'These images are built anew by the next docker-build or docker-push.']
      : []),
  ].join('\n')
}

/** The same for programs; digests in full. */
export function lockJson({ locks, failures }: ResolvedLocks): string {
  return renderJson({ modules: locks.map(doneJson), broken: failuresJson(failures) }, 2)
}

/** @see lockJson */
export function checkJson({ locks, failures }: ResolvedLocks): string {
  const modules = locks.map(({ module, file, changes }) => ({
    module: module.name,
    file,
    bases: changes.map((change) => ({
      reference: change.reference,
      state: change.kind,
      locked: lockedDigest(change) ?? null,
      now: foundDigest(change) ?? null,
    })),
  }))
  return renderJson({ modules, broken: failuresJson(failures) }, 2)
}

/** @see lockJson */
export function refreshJson({ locks, failures }: ResolvedLocks, keys: readonly KeyChange[]): string {
  const changed = keys.map(({ module, before, after }) => ({ module, before: before ?? null, after: after ?? null }))
  return renderJson({ modules: locks.map(doneJson), broken: failuresJson(failures), keys: changed }, 2)
}

function doneJson({ module, file, changes, after, changed }: ModuleLock): object {
  const bases = changes.map((change) => {
    const locked = after.bases.get(change.reference)
    const previous = lockedDigest(change)
    return {
      reference: change.reference,
      what: DONE[change.kind],
      ...(locked ?? {}),
      ...(previous === undefined || previous === locked?.digest ? {} : { previousDigest: previous }),
    }
  })
  return { module: module.name, file, written: changed, epoch: after.epoch, bases }
}

/** The table of what is not the same; nothing where all is. */
function renderChanges(columns: readonly Column<Row>[], locks: readonly ModuleLock[], style: TextStyle): string[] {
  const rows = locks.flatMap(({ module, changes }) => changes.map((change): Row => ({ module: module.name, change })))
  const changed = rows.filter(({ change }) => change.kind !== 'same')
  return changed.length === 0 ? [] : [renderAlignedTable(columns, changed, style), '']
}

/** `2 added, 1 kept`; `none` without any. */
function countKinds(locks: readonly ModuleLock[], words: Readonly<Record<BaseChange['kind'], string>>): string {
  const counts = new Map<string, number>()
  for (const { kind } of locks.flatMap(({ changes }) => changes)) {
    const word = words[kind]
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return (
    [...counts]
      .sort()
      .map(([word, count]) => `${count} ${word}`)
      .join(', ') || 'none'
  )
}

function lockedDigest(change: BaseChange): string | undefined {
  return 'locked' in change ? change.locked?.digest : undefined
}

function foundDigest(change: BaseChange): string | undefined {
  if (change.kind === 'same') return change.locked.digest
  return 'found' in change ? change.found.digest : undefined
}

/** As many digits as `docker images` shows. */
function shortDigest(digest: string | undefined): string {
  return digest?.slice('sha256:'.length, 'sha256:'.length + 12) ?? ''
}
