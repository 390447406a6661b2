import { expect, it } from 'vitest'
import { gatherRequests } from './gather-requests.js'

it('asks once for all that come together, and once for those that come meanwhile', async () => {
  const asked: (readonly string[])[] = []
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  const ask = gatherRequests(async (names) => {
    asked.push(names)
    if (asked.length === 1) await opened
    return names.map((name) => `${name}!`)
  })
  const first = [ask('a'), ask('b')]
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const later = [ask('c'), ask('a')]
  open()
  expect(await Promise.all([...first, ...later])).toEqual(['a!', 'b!', 'c!', 'a!'])
  expect(asked).toEqual([
    ['a', 'b'],
    ['c', 'a'],
  ])
})

it('fails all who share a question, and nobody else', async () => {
  let times = 0
  const ask = gatherRequests(async (names) => {
    if ((times += 1) === 1) throw new Error('down')
    return names
  })
  expect((await Promise.allSettled([ask('a'), ask('b')])).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask('a')).toBe('a')
})

it('fails where an answer is left out', async () => {
  const ask = gatherRequests(async (names) => names.slice(1))
  expect((await Promise.allSettled([ask('a'), ask('b')])).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
