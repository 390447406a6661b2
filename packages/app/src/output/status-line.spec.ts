import { expect, it } from 'vitest'
import { writeAboveStatus } from './shown-status.js'
import { createStatusLine } from './status-line.js'

const ERASE = '\r\u001b[2K'

function collect() {
  const written: string[] = []
  return { written, stream: { write: (text: string) => written.push(text) > 0 } }
}

it('keeps the line below what is written, and takes it away', () => {
  const { written, stream } = collect()
  const show = createStatusLine(stream, () => 80)
  writeAboveStatus(stream, 'before\n')
  show('at work')
  show('at work')
  writeAboveStatus(stream, 'between\n')
  show(undefined)
  show(undefined)
  writeAboveStatus(stream, 'after\n')
  expect(written).toEqual(['before\n', `${ERASE}at work`, `${ERASE}between\nat work`, `${ERASE}\u001b[A\n`, 'after\n'])
})

it('fits the terminal as it is now, and shows what a build says as text', () => {
  const { written, stream } = collect()
  let columns = 12
  const show = createStatusLine(stream, () => columns)
  show('0123456789abcdef')
  columns = 8
  show('0123456789abcdef')
  show('a\u001b[2J')
  expect(written).toEqual([`${ERASE}0123456789…`, `${ERASE}012345…`, `${ERASE}a\\u001…`])
})
