import { type PlannedModule, renderErrorInRow, type WorkspacePlan } from '@module-images/core'
import { stateColour } from '../../output/state-colour.js'
import { PLAIN, type TextStyle } from '../../output/terminal.js'
import { wrapText } from '../../output/wrap-text.js'
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
  {
    title: 'why',
    cell: ({ name, reasons, error }) => [...shorten(reasons), ...(error ? [renderErrorInRow(name, error)] : [])].join('; '),
    fit: 'wrap',
  },
]

/** The plan for people: one line a module, then how many of each kind. */
export function renderPlan({ modules }: Pick<WorkspacePlan, 'modules'>, style: TextStyle = PLAIN): string {
  if (modules.length === 0) return 'Nothing to look at: no module is concerned.'
  const count = (wanted: (module: PlannedModule) => boolean) => modules.filter(wanted).length
  const parts = [
    `${count(({ action }) => action === 'build')} to build`,
    `${count(({ action }) => action === 'promote')} to promote`,
    `${count(({ action, error }) => action === 'none' && !error)} with nothing to do`,
  ]
  const broken = count(({ error }) => error !== undefined)
  const summary = [...parts, ...(broken === 0 ? [] : [`${broken} that cannot be built`])].join(', ')
  const total = `${modules.length} ${modules.length === 1 ? 'module' : 'modules'}`
  return `${renderAlignedTable(COLUMNS, modules, style)}\n\n${wrapText(`${total}: ${summary}`, style.width)}`
}

function shownAction({ action, error }: PlannedModule): string {
  return error ? 'error' : action
}

function shorten(reasons: readonly string[]): string[] {
  if (reasons.length <= SHOWN_REASONS) return [...reasons]
  return [...reasons.slice(0, SHOWN_REASONS - 1), `${reasons.length - SHOWN_REASONS + 1} more`]
}
