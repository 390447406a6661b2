import { describe, expect, it } from 'vitest'
import { hasFailed, renderTable } from './table.mjs'

/** @type {import('./table.mjs').RanRow} */
const ran = {
  kind: 'ran',
  engine: '28.5.2',
  store: 'classic',
  suite: 'end-to-end',
  passed: 40,
  failed: 0,
  skipped: 1,
  seconds: 61.4,
  logFile: '/l',
}
/** @type {import('./table.mjs').AbsentRow} */
const absent = { kind: 'absent', engine: '26.1', store: 'containerd', why: 'no root' }

it('renders a line for each kind of tests, and one for an engine that could not be had', () => {
  expect(renderTable([ran, absent])).toBe(
    [
      '| engine | store      | tests         | passed | failed | skipped | seconds |',
      '| ------ | ---------- | ------------- | ------ | ------ | ------- | ------- |',
      '| 28.5.2 | classic    | end-to-end    | 40     | 0      | 1       | 61      |',
      '| 26.1   | containerd | not to be had |        | 1      |         |         |',
    ].join('\n'),
  )
})

describe('hasFailed', () => {
  it.each([
    ['all passed', [ran], false],
    ['one failed', [ran, { ...ran, failed: 1 }], true],
    ['an engine could not be had', [ran, absent], true],
    ['nothing passed', [{ ...ran, passed: 0 }], true],
    ['nothing ran', [], true],
  ])('%s', (_, rows, failed) => {
    expect(hasFailed(rows)).toBe(failed)
  })
})
