import { describe, expect, it } from 'vitest'
import type { MigrationEntry } from './model/migration-entry.js'
import { renderMigrationPage, renderMigrationText } from './render-migration.js'
import { tell } from './model/told.js'

const entry = (state: MigrationEntry['state'], told: MigrationEntry['told'], line: number, file = 'a.yml'): MigrationEntry => ({
  ...{ state, topic: 'runners', told, place: { file, line } },
})

describe('the migration report', () => {
  it('says what is to be done first, and each statement once with all its places', () => {
    const entries = [
      entry('kept', tell`As before.`, 1),
      entry('kept', tell`As before.`, 2),
      entry('kept', tell`As before.`, 3),
      entry('by-hand', tell`Look at ${'prod'}.`, 4),
    ]
    expect(renderMigrationText(entries)).toBe(
      'To be set up by hand:\n  runners: Look at prod. (a.yml:4)\n\nKept:\n  runners: As before. (a.yml:1 and 2 more)\n',
    )
    expect(renderMigrationPage(entries, ['b.yml']).split('\n').slice(5)).toEqual([
      '## To be set up by hand',
      '',
      '- **runners**: Look at `prod`. (`a.yml:4`)',
      '',
      '## Kept',
      '',
      '- **runners**: As before. (`a.yml:1`, `a.yml:2`, `a.yml:3`)',
      '',
      '## Files whose place generated ones take',
      '',
      '- `b.yml`',
      '',
    ])
  })

  it('lets no value and no path be anything but text', () => {
    const hostile = '`</code><img src=x onerror=alert(1)>\n# [x](javascript:1) \u001b[31m\u202e'
    const page = renderMigrationPage([entry('lost', tell`The step ${hostile}.`, 1, 'a`b<i>.yml')], [])
    expect(page.split('\n').find((line) => line.startsWith('- '))).toBe(
      '- **runners**: The step `` `</code><img src=x onerror=alert(1)> # [x](javascript:1) \\u001b[31m\\u202e ``. (`` a`b<i>.yml:1 ``)',
    )
  })
})
