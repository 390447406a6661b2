import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { createColours, NO_COLOURS } from '../output/colour.js'
import { type Column, renderAlignedTable } from './aligned-table.js'

interface Row {
  readonly name: string
  readonly size: string
  readonly why: string
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'module', cell: ({ name }) => name, fit: 'cut' },
  { title: 'size', cell: ({ size }) => size, align: 'right', paint: (_, { green }) => green },
  { title: 'why', cell: ({ why }) => why, fit: 'wrap' },
]

const ROWS: readonly Row[] = [
  { name: 'cell-typing-of-tumors', size: '3.4 GB', why: 'the registry has no image of this key, and tags have to be moved to it' },
  { name: '模块', size: '12 MB', why: 'latest names another image' },
]

const at = (width: number | undefined) => renderAlignedTable(COLUMNS, ROWS, { colours: NO_COLOURS, width })

describe('renderAlignedTable', () => {
  it('is as wide as its cells where there is no limit', () => {
    expect(at(undefined)).toBe(
      [
        'module                   size  why',
        'cell-typing-of-tumors  3.4 GB  the registry has no image of this key, and tags have to be moved to it',
        '模块                    12 MB  latest names another image',
      ].join('\n'),
    )
    expect(at(200)).toBe(at(undefined))
  })

  it('breaks sentences between words and cuts names in the middle', () => {
    expect(at(44)).toBe(
      [
        'module               size  why',
        'cell-typ…f-tumors  3.4 GB  the registry has',
        '                           no image of this',
        '                           key, and tags',
        '                           have to be moved',
        '                           to it',
        '模块                12 MB  latest names',
        '                           another image',
      ].join('\n'),
    )
  })

  it.each([40, 60, 80, 100])('fits %i columns, with every word of a sentence in it', (width) => {
    const lines = at(width).split('\n')
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width)
    const words = lines.flatMap((line) => line.split(/ +/))
    for (const word of ROWS[0]?.why.split(' ') ?? []) expect(words).toContain(word)
  })

  it('cuts a word of a sentence that is longer than its column, such as a path', () => {
    const [row] = ROWS
    const why = `modules/a-very-long-name/of-a-folder/Dockerfile:3: no stage`
    const table = renderAlignedTable(COLUMNS, row ? [{ ...row, why }] : [], { colours: NO_COLOURS, width: 44 })
    expect(table.split('\n').map((line) => line.slice(27))).toEqual(['why', 'modules/…rfile:3:', 'no stage'])
  })

  it('colours what is shown of a cell, and no space', () => {
    const colours = createColours({ isTTY: false }, { FORCE_COLOR: '1' })
    expect(renderAlignedTable(COLUMNS, ROWS, { colours, width: undefined })).toBe(
      [
        `${colours.bold('module')}                   ${colours.bold('size')}  ${colours.bold('why')}`,
        `cell-typing-of-tumors  ${colours.green('3.4 GB')}  the registry has no image of this key, and tags have to be moved to it`,
        `模块                    ${colours.green('12 MB')}  latest names another image`,
      ].join('\n'),
    )
  })
})
