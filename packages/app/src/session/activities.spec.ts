import type { BuildProgress } from '@module-images/engine'
import { describe, expect, it } from 'vitest'
import { type Activities, createActivities } from './activities.js'

/** Activities with a clock of the test's own: `pass` lets seconds go by. */
function createTest({ terminal = false } = {}) {
  const told: string[] = []
  const ticks = new Set<() => void>()
  let now = 0
  const at = (text: string) => void told.push(`${now / 1000}: ${text}`)
  const activities: Activities = createActivities({
    now: () => now,
    every: (_, call) => {
      ticks.add(call)
      return () => ticks.delete(call)
    },
    log: at,
    ...(terminal ? { status: (line: string | undefined) => at(line ?? '-') } : {}),
  })
  const pass = (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1000
      for (const tick of ticks) tick()
    }
  }
  return { activities, told, pass, ticks }
}

const step = (number: number) => ({ step: number, name: `[${number}/3] RUN x`, internal: false })
const started = (number: number): BuildProgress => ({ kind: 'step-started', ...step(number) })

describe('in a log', () => {
  it('tells of a step after ten seconds, and of what is going on no more often than every thirty', () => {
    const { activities, told, pass } = createTest()
    const { follow, end } = activities.start('a', 'building')
    pass(2)
    follow(started(1))
    pass(9)
    expect(told).toEqual([])
    follow({ kind: 'log', ...step(1), line: 'words' })
    pass(50)
    follow({ kind: 'step-done', ...step(1), seconds: 59 })
    follow(started(2))
    follow({ kind: 'bytes', ...step(2), current: 12_000_000, total: 48_000_000 })
    pass(20)
    end()
    pass(100)
    expect(told).toEqual([
      '12: a  [1/3] RUN x  10 s  | words',
      '42: a  [1/3] RUN x  40 s  | words',
      '72: a  [2/3] RUN x  11 s  12 MB of 48 MB',
    ])
  })

  it('tells what is done where there are no steps, and the layers of a push', () => {
    const { activities, told, pass } = createTest()
    const { transfer } = activities.start('a', 'pushing, 103 MB')
    transfer({ done: 3, known: 8 })
    pass(10)
    expect(told).toEqual(['10: a  pushing, 103 MB  10 s  3 of 8 layers'])
  })

  it('tells in one line what waits, and for what', () => {
    const { activities, told, pass } = createTest()
    const ends = ['b', 'c', 'd', 'e', 'e'].map((name) => activities.wait(name, () => 'for a'))
    activities.wait('f', () => 'for one of 2 builds to end')
    pass(10)
    for (const end of ends) end()
    pass(30)
    expect(told).toEqual([
      '10: waiting: b, c, d and 1 more for a; f for one of 2 builds to end',
      '40: waiting: f for one of 2 builds to end',
    ])
  })
})

describe('at the bottom of a terminal', () => {
  it('shows what takes long, in turns, and nothing once it has ended', () => {
    const { activities, told, pass } = createTest({ terminal: true })
    const first = activities.start('a', 'building')
    const second = activities.start('b', 'pulling')
    pass(9)
    expect(new Set(told.map((line) => line.split(': ')[1]))).toEqual(new Set(['-']))
    told.length = 0
    pass(4)
    first.end()
    second.end()
    expect(told).toEqual([
      '10: b  pulling  10 s',
      '11: b  pulling  11 s',
      '12: a  building  12 s',
      '13: a  building  13 s',
      '13: b  pulling  13 s',
      '13: -',
    ])
  })
})

it('has no clock running where nothing is going on, and none after it was closed', () => {
  const { activities, ticks } = createTest()
  const { end } = activities.start('a', 'building')
  expect(ticks.size).toBe(1)
  end()
  expect(ticks.size).toBe(0)
  activities.wait('a', () => 'for b')
  activities.close()
  expect(ticks.size).toBe(0)
})
