import { escapeMarkdown, type KeyChange, type ModuleFailure, renderBytes, renderError, visibleLine, visibleText } from '@module-images/core'
import type { PackageChange } from '@module-images/lockfiles'
import { stateColour } from '../../output/state-colour.js'
import { PLAIN, type TextStyle } from '../../output/terminal.js'
import { type Column, renderAlignedTable } from '../../report/aligned-table.js'
import type { Revision } from '../../history/default-base.js'
import type { ModuleDiff } from './diff-module.js'

/** One thing that came, went or changed, as a line or as a row. */
interface Row {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly what: string
  readonly before: string
  readonly now: string
  readonly where: string
}

/** A paragraph a module. */
export function renderDiff(diffs: readonly ModuleDiff[], since: Revision, style: TextStyle = PLAIN): string {
  if (diffs.length === 0) return `No image differs from ${visibleLine(renderRevision(since))}.`
  return diffs.map((diff) => renderModule(diff, since, style)).join('\n\n')
}

/** Without titles: the line above says what the rows are. */
const COLUMNS: readonly Column<Row>[] = [
  { title: '', cell: () => '' },
  { title: '', cell: ({ kind }) => kind, paint: ({ kind }, colours) => stateColour(kind, colours) },
  { title: '', cell: ({ what }) => what, fit: 'cut' },
  { title: '', cell: ({ before, now }) => [before, now].filter((text) => text !== '').join(' → '), fit: 'cut' },
  { title: '', cell: ({ where }) => where, fit: 'cut' },
]

function renderModule(diff: ModuleDiff, since: Revision, style: TextStyle): string {
  const rows = rowsOf(diff)
  const { bold, yellow } = style.colours
  const problems = diff.problems.map((problem) => `  ${yellow('warning:')} ${visibleText(problem)}`)
  const head = `${bold(visibleLine(diff.module))}, since ${visibleLine(renderRevision(since))}: ${visibleLine(renderSum(diff))}`
  return [head, ...(rows.length === 0 ? [] : [renderAlignedTable(COLUMNS, rows, style)]), ...problems].join('\n')
}

/** GitHub cuts a summary off at 1 MiB: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
const MOST_ROWS = 500

/**
 * The same for the job summary of a pull request: a table a module, and what cannot be built. Every text is of a lockfile or a Dockerfile, so
 * it is escaped.
 */
export function renderDiffMarkdown(diffs: readonly ModuleDiff[], since: Revision, failures: readonly ModuleFailure[] = []): string {
  const head = `### What changes in the images since ${escapeMarkdown(renderRevision(since))}`
  const parts = [...diffs.map(renderModuleMarkdown), ...failures.map(renderFailureMarkdown)]
  return [head, ...(parts.length === 0 ? ['Nothing.'] : parts)].join('\n\n') + '\n'
}

function renderFailureMarkdown({ module, error }: ModuleFailure): string {
  return `**${escapeMarkdown(module)}** failed: ${escapeMarkdown(renderError(error))}`
}

function renderModuleMarkdown(diff: ModuleDiff): string {
  const all = rowsOf(diff)
  const rows = all.slice(0, MOST_ROWS).map(({ kind, what, before, now, where }) => [kind, what, before, now, where])
  const lines = rows.map((cells) => `| ${cells.map(escapeMarkdown).join(' | ')} |`)
  const table = rows.length === 0 ? [] : ['', '| | what | before | now | in |', '| --- | --- | --- | --- | --- |', ...lines]
  const more = all.length > rows.length ? ['', `… and ${all.length - rows.length} more.`] : []
  const problems = diff.problems.flatMap((problem) => ['', `Warning: ${escapeMarkdown(problem)}`])
  return [`**${escapeMarkdown(diff.module)}**: ${escapeMarkdown(renderSum(diff))}`, ...table, ...more, ...problems].join('\n')
}

function rowsOf({ bases, packages }: ModuleDiff): Row[] {
  return [...bases.map(baseRow), ...packages.map(packageRow)]
}

function packageRow(change: PackageChange): Row {
  return { kind: change.kind, what: change.name, ...valuesOf(change), where: change.file }
}

function baseRow(change: KeyChange): Row {
  const { before, now } = valuesOf(change)
  return { kind: change.kind, what: change.part, before: renderBase(before), now: renderBase(now), where: 'Dockerfile' }
}

function valuesOf(change: KeyChange | PackageChange): { before: string; now: string } {
  return { before: 'before' in change ? change.before : '', now: 'now' in change ? change.now : '' }
}

/** As in keys: a digest, a module's key, or `unlocked`. */
function renderBase(value: string): string {
  if (value === 'unlocked') return 'not locked'
  if (value.startsWith('module ')) return `key ${value.slice('module '.length, 'module '.length + 12)}`
  return value.slice(0, 'sha256:'.length + 12)
}

function renderSum(diff: ModuleDiff): string {
  const counts = (['added', 'removed', 'changed'] as const).flatMap((kind) => {
    const count = diff.packages.filter((change) => change.kind === kind).length
    return count === 0 ? [] : [`${count} ${kind}`]
  })
  const unread = diff.unread.length === 0 ? '' : `not wholly read: ${diff.unread.join(', ')}`
  const packages = counts.length > 0 ? `packages: ${counts.join(', ')}` : unread === '' ? 'the same packages' : 'packages not known'
  const openings = { same: 'the image is the same', new: 'a new module', different: packages, unknown: 'what it was then is not known' }
  const parts = [openings[diff.kind], ...(diff.kind !== 'different' && counts.length > 0 ? [packages] : []), unread, renderSize(diff)]
  return parts.filter((part) => part !== '').join('; ')
}

/** Compressed, as registries tell it, so that both are of one kind. */
function renderSize({ kind, size: { before, now } }: ModuleDiff): string {
  if (before !== null && now !== null) {
    const sign = now < before ? '-' : '+'
    return before === now
      ? `${renderBytes(now)} compressed`
      : `${renderBytes(before)} → ${renderBytes(now)} (${sign}${renderBytes(Math.abs(now - before))}) compressed`
  }
  if (now !== null) return `${renderBytes(now)} compressed now`
  return before === null || kind === 'same' ? '' : `${renderBytes(before)} compressed before, not published yet`
}

function renderRevision({ name, commit }: Revision): string {
  return commit.startsWith(name) ? commit.slice(0, 12) : `${name} (${commit.slice(0, 12)})`
}
