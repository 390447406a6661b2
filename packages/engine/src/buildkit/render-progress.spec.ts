import { expect, it } from 'vitest'
import type { BuildProgress } from './build-progress.js'
import { createProgressRenderer } from './render-progress.js'

type Event = BuildProgress extends infer E
  ? E extends BuildProgress
    ? Omit<E, 'name' | 'internal'> & { internal?: boolean }
    : never
  : never

const render = (events: readonly Event[], verbose = false) => {
  const renderer = createProgressRenderer('a', { verbose })
  return events.flatMap(
    (event) => renderer({ name: `[s ${event.step}/3] ${event.step === 9 ? 'FROM' : 'RUN'} x`, internal: false, ...event }) ?? [],
  )
}

it('says once that a step starts, and how long it took where that was long', () => {
  const events: Event[] = [
    { kind: 'step-started', step: 1 },
    { kind: 'step-done', step: 1, seconds: 0.2 },
    { kind: 'step-started', step: 2 },
    { kind: 'bytes', step: 2, current: 1, total: 2 },
    { kind: 'log', step: 2, line: 'words' },
    { kind: 'step-done', step: 2, seconds: 61.25 },
    { kind: 'step-started', step: 3 },
    { kind: 'step-error', step: 3, seconds: 0.1, message: 'no' },
  ]
  const told = ['a  [s 1/3] RUN x', 'a  [s 2/3] RUN x', 'a  [s 2/3]  done in 61.3 s', 'a  [s 3/3] RUN x', 'a  [s 3/3]  failed after 0.1 s']
  expect(render(events)).toEqual(told)
  expect(render(events, true)).toEqual([...told.slice(0, 2), 'a  | words', ...told.slice(2)])
})

it('says of a step that was only looked up that it is cached, and of a base that was looked up first nothing more', () => {
  expect(
    render([
      { kind: 'step-cached', step: 1 },
      { kind: 'step-started', step: 2 },
      { kind: 'step-cached', step: 2 },
      { kind: 'step-started', step: 9 },
      { kind: 'step-cached', step: 9 },
    ]),
  ).toEqual(['a  [s 1/3] RUN x  cached', 'a  [s 2/3] RUN x', 'a  [s 2/3]  cached', 'a  [s 9/3] FROM x'])
})

it('tells of what is not of the Dockerfile only where it took long', () => {
  expect(
    render([
      { kind: 'step-started', step: 1, internal: true },
      { kind: 'step-done', step: 1, seconds: 0.9, internal: true },
      { kind: 'step-done', step: 2, seconds: 3, internal: true },
    ]),
  ).toEqual(['a  [s 2/3] RUN x  done in 3.0 s'])
})
