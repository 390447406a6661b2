import { type PlannedModule, visibleLine, type WorkspacePlan } from '@module-images/core'
import { stateColour } from '../../output/state-colour.js'
import { PLAIN, type TextStyle } from '../../output/terminal.js'
import { type Column, renderAlignedTable } from '../../report/aligned-table.js'

/** Reasons in a cell; the JSON has all of them. */
const SHOWN_REASONS = 3

const COLUMNS: readonly Column<PlannedModule>[] = [
  { title: 'module', cell: ({ name }) => name, fit: 'cut' },
  { title: 'action', cell: shownAction, paint: (module, colours) => stateColour(shownAction(module), colours) },
  {
    title: 'registry',
    cell: ({ state }) => state,
    paint: ({ state, active }, colours) => (active ? stateColour(state, colours) : colours.dim),
  },
  { title: 'key', cell: ({ key }) => key?.slice(0, 12) ?? '' },
  { title: 'why', cell: ({ reasons, error }) => [...shorten(reasons), ...(error ? [shownError(error)] : [])].join('; '), fit: 'wrap' },
]

/** The plan for people: one line a module, then how many of each kind. */
export function renderPlan({ registry, modules }: WorkspacePlan, style: TextStyle = PLAIN): string {
  if (modules.length === 0) return 'Nothing to look at: no module is concerned.'
  const count = (wanted: (module: PlannedModule) => boolean) => modules.filter(wanted).length
  const parts = [
    `${count(({ action }) => action === 'build')} to build`,
    `${count(({ action }) => action === 'promote')} to promote`,
    `${count(({ action, error }) => action === 'none' && !error)} with nothing to do`,
  ]
  const broken = count(({ error }) => error !== undefined)
  const summary = [...parts, ...(broken === 0 ? [] : [`${broken} that cannot be built`])].join(', ')
  return `${renderAlignedTable(COLUMNS, modules, style)}\n\n${modules.length} modules for ${visibleLine(registry)}: ${summary}`
}

function shownAction({ action, error }: PlannedModule): string {
  return error ? 'error' : action
}

function shorten(reasons: readonly string[]): string[] {
  if (reasons.length <= SHOWN_REASONS) return [...reasons]
  return [...reasons.slice(0, SHOWN_REASONS - 1), `${reasons.length - SHOWN_REASONS + 1} more`]
}

function shownError({ file, line, message }: NonNullable<PlannedModule['error']>): string {
  const place = [file, line].filter((part) => part !== undefined).join(':')
  return [place, message.split('\n', 1)[0] ?? ''].filter((part) => part !== '').join(': ')
}
