import { type KeyChange, type ModuleImagesError, renderError, visibleLine, visibleText } from '@module-images/core'
import { stateColour } from '../../output/state-colour.js'
import { PLAIN, type TextStyle } from '../../output/terminal.js'
import { wrapText } from '../../output/wrap-text.js'
import { type Column, renderAlignedTable } from '../../report/aligned-table.js'
import type { Revision } from '../../history/default-base.js'
import type { ModuleExplanation } from './explain-module.js'

interface Row {
  readonly change: KeyChange
  readonly modules: Readonly<Record<string, string>>
}

/** Without titles: the sentence above says what the rows are. */
const COLUMNS: readonly Column<Row>[] = [
  { title: '', cell: () => '' },
  { title: '', cell: ({ change }) => change.kind, paint: ({ change }, colours) => stateColour(change.kind, colours) },
  { title: '', cell: renderChange, fit: 'wrap' },
]

/** The explanation for people: a paragraph a module. */
export function renderExplanation(explanations: readonly ModuleExplanation[], since: Revision, style: TextStyle = PLAIN): string {
  const then = since.commit.startsWith(since.name) ? since.commit.slice(0, 12) : `${since.name} (${since.commit.slice(0, 12)})`
  return explanations.map((explanation) => renderModule(explanation, visibleLine(then), style)).join('\n\n')
}

function renderModule(explanation: ModuleExplanation, then: string, style: TextStyle): string {
  const { now } = explanation
  const module = style.colours.bold(visibleLine(explanation.module))
  const wrap = (text: string) => wrapText(text, style.width)
  switch (explanation.kind) {
    case 'same':
      return wrap(`${module}: nothing differs from ${then}, the key is ${short(now)}`)
    case 'new':
      return wrap(`${module}: there was no such module at ${then}, the key is ${short(now)}`)
    case 'was-broken':
      return wrap(`${module}: it could not be built at ${then}, the key is ${short(now)}\n  ${renderReason(explanation.error)}`)
    case 'unknown':
      return wrap(`${module}: what it was at ${then} is not known, the key is ${short(now)}\n  ${renderReason(explanation.error)}`)
    case 'different': {
      const rows = explanation.changes.map((change) => ({ change, modules: explanation.modules }))
      const head = wrap(`${module}: the key was ${short(explanation.before)} at ${then} and is ${short(now)}`)
      return [head, ...(rows.length === 0 ? [] : [renderAlignedTable(COLUMNS, rows, style)])].join('\n')
    }
  }
}

function renderReason(error: ModuleImagesError): string {
  return visibleText(renderError(error)).split('\n').join('\n  ')
}

function renderChange({ change, modules }: Row): string {
  const module = change.part.startsWith('base ') ? modules[change.part.slice('base '.length)] : undefined
  const what = module === undefined ? change.part : `${change.part}, the module ${module}`
  return `${what}${renderValues(change)}`
}

/** Values where they tell a person more than that they differ. */
function renderValues(change: KeyChange): string {
  const [kind] = change.part.split(' ', 1)
  const values = [...('before' in change ? [change.before] : []), ...('now' in change ? [change.now] : [])]
  switch (kind) {
    case 'input':
      return renderModes(values)
    case 'dockerfile':
      return ''
    case 'base':
      return values.some((value) => value.startsWith('module ')) && values.length === 1 ? '' : `: ${values.map(renderBase).join(' → ')}`
    default:
      return `: ${values.map((value) => (value === '' ? '(none)' : value)).join(' → ')}`
  }
}

const MODES: Readonly<Record<string, string>> = {
  '100644': 'a file',
  '100755': 'an executable file',
  '120000': 'a link',
  '040000': 'a folder',
}

/** What kind of thing an input was and is, where that is what changed. */
function renderModes(values: readonly string[]): string {
  const modes = values.map((value) => value.split(' ', 1)[0] ?? '')
  const [before, now] = modes
  return now === undefined || before === now ? '' : `: ${modes.map((mode) => MODES[mode] ?? mode).join(' → ')}`
}

function renderBase(value: string): string {
  if (value === 'unlocked') return 'not locked'
  if (value.startsWith('module ')) return `key ${short(value.slice('module '.length))}`
  return value.slice(0, 'sha256:'.length + 12)
}

function short(key: string): string {
  return key.slice(0, 12)
}
