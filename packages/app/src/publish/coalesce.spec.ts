import { expect, it } from 'vitest'
import { coalesce } from './coalesce.js'

/** A question whose answers come when told to. */
function createQuestion() {
  const asked: ((answer: number) => void)[] = []
  return { asked, ask: coalesce(() => new Promise<number>((resolve) => asked.push(resolve))) }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('gives nobody an answer that was begun before the question', async () => {
  const { asked, ask } = createQuestion()
  const first = ask()
  const [second, third] = [ask(), ask()]
  expect(asked.length).toBe(1)
  asked[0]?.(1)
  expect(await first).toBe(1)
  await turn()
  expect(asked.length).toBe(2)
  const fourth = ask()
  asked[1]?.(2)
  expect(await Promise.all([second, third])).toEqual([2, 2])
  await turn()
  asked[2]?.(3)
  expect(await fourth).toBe(3)
  await turn()
  void ask()
  expect(asked.length).toBe(4)
})

it('passes a failure on to those who shared it, and asks again for the others', async () => {
  let calls = 0
  const ask = coalesce(async () => {
    calls += 1
    if (calls === 1) throw new Error('down')
    return calls
  })
  const [first, second] = [ask(), ask()]
  await expect(first).rejects.toThrow('down')
  expect(await second).toBe(2)
})
