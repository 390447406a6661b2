import { MIGRATION_STATES, type EntryPlace, type MigrationEntry, type MigrationState } from './model/migration-entry.js'
import { type Colours, NO_COLOURS } from '@module-images/app'
import { renderCodeSpan, renderPlace, visibleText } from '@module-images/core'
import { renderMarkdown, renderPlain } from './model/told.js'

/** Where the report is written, from the workspace root. */
export const MIGRATION_REPORT = 'docs/module-images-migration.md'

const HEADINGS: Readonly<Record<MigrationState, string>> = {
  'by-hand': 'To be set up by hand',
  lost: 'Lost',
  changed: 'Changed',
  kept: 'Kept',
}

const COLOURS = { 'by-hand': 'yellow', lost: 'red', changed: 'cyan', kept: 'green' } as const satisfies Record<
  MigrationState,
  keyof Colours
>

/** Places of one statement that a terminal shows; the file has all. */
const SHOWN_PLACES = 2

/** Entries that say the same, with all their places. */
interface Statement extends Pick<MigrationEntry, 'topic' | 'told'> {
  readonly places: readonly EntryPlace[]
}

/** The report as a page. What stands in it comes from files that anybody may have written: values are code, and paths as well. */
export function renderMigrationPage(entries: readonly MigrationEntry[], replaced: readonly string[]): string {
  const sections = MIGRATION_STATES.flatMap((state) => {
    const statements = gather(entries, state)
    const lines = statements.map(
      ({ topic, told, places }) => `- **${topic}**: ${renderMarkdown(told)}${renderPlaces(places, renderCodeSpan)}`,
    )
    return statements.length === 0 ? [] : [`## ${HEADINGS[state]}`, '', ...lines, '']
  })
  return [
    '# What moving to module-images changes',
    '',
    'Written once by `npx nx g @module-images/nx:init`, and yours since: tick off, correct, remove. Lines are those of the files as they were before; to see',
    'one, `git show COMMIT:FILE` with the commit before. docs/migrating.md of module-images goes through it step by step, and says how to go back.',
    '',
    ...sections,
    ...(replaced.length === 0
      ? []
      : ['## Files whose place generated ones take', '', ...replaced.map((file) => `- ${renderCodeSpan(file)}`), '']),
  ].join('\n')
}

/** The same for a terminal. @param colours of the headings */
export function renderMigrationText(entries: readonly MigrationEntry[], colours: Colours = NO_COLOURS): string {
  return MIGRATION_STATES.flatMap((state) => {
    const statements = gather(entries, state)
    if (statements.length === 0) return []
    const lines = statements.map(({ topic, told, places }) => visibleText(`  ${topic}: ${renderPlain(told)}${renderFewPlaces(places)}`))
    return [colours[COLOURS[state]](`${HEADINGS[state]}:`), ...lines, '']
  }).join('\n')
}

function gather(entries: readonly MigrationEntry[], state: MigrationState): Statement[] {
  const statements = new Map<string, { topic: string; told: MigrationEntry['told']; places: EntryPlace[] }>()
  for (const { topic, told, place } of entries.filter((entry) => entry.state === state)) {
    const key = JSON.stringify([topic, told])
    const statement = statements.get(key) ?? { topic, told, places: [] }
    if (place !== undefined) statement.places.push(place)
    statements.set(key, statement)
  }
  return [...statements.values()].sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0))
}

function renderPlaces(places: readonly EntryPlace[], show: (text: string) => string): string {
  return places.length === 0 ? '' : ` (${places.map((place) => show(renderPlace(place))).join(', ')})`
}

function renderFewPlaces(places: readonly EntryPlace[]): string {
  if (places.length <= SHOWN_PLACES) return renderPlaces(places, (text) => text)
  const [first] = places
  return ` (${first === undefined ? '' : renderPlace(first)} and ${places.length - 1} more)`
}
