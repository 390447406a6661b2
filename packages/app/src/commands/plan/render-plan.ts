import type { PlannedModule, WorkspacePlan } from '@module-images/core'
import { type Column, renderAlignedTable } from '../../report/aligned-table.js'

/** Reasons in a cell; the JSON has all of them. */
const SHOWN_REASONS = 3

const COLUMNS: readonly Column<PlannedModule>[] = [
  { title: 'module', cell: ({ name }) => name },
  { title: 'action', cell: ({ action, error }) => (error ? 'error' : action) },
  { title: 'registry', cell: ({ state }) => state },
  { title: 'key', cell: ({ key }) => key?.slice(0, 12) ?? '' },
  { title: 'why', cell: ({ reasons, error }) => [...shorten(reasons), ...(error ? [shownError(error)] : [])].join('; ') },
]

/** The plan for people: one line a module, then how many of each kind. */
export function renderPlan({ registry, modules }: WorkspacePlan): string {
  if (modules.length === 0) return 'Nothing to look at: no module is concerned.'
  const count = (wanted: (module: PlannedModule) => boolean) => modules.filter(wanted).length
  const parts = [
    `${count(({ action }) => action === 'build')} to build`,
    `${count(({ action }) => action === 'promote')} to promote`,
    `${count(({ action, error }) => action === 'none' && !error)} with nothing to do`,
  ]
  const broken = count(({ error }) => error !== undefined)
  const summary = [...parts, ...(broken === 0 ? [] : [`${broken} that cannot be built`])].join(', ')
  return `${renderAlignedTable(COLUMNS, modules)}\n\n${modules.length} modules for ${registry}: ${summary}`
}

function shorten(reasons: readonly string[]): string[] {
  if (reasons.length <= SHOWN_REASONS) return [...reasons]
  return [...reasons.slice(0, SHOWN_REASONS - 1), `${reasons.length - SHOWN_REASONS + 1} more`]
}

function shownError({ file, line, message }: NonNullable<PlannedModule['error']>): string {
  const place = [file, line].filter((part) => part !== undefined).join(':')
  return [place, message.split('\n', 1)[0] ?? ''].filter((part) => part !== '').join(': ')
}
