import { expect, test } from 'vitest'
import type { BuildProgress } from '../buildkit/build-progress.js'
import { createStepTracker } from './step-tracker.js'

const stages = [
  { name: 'one', lines: [2, 3], added: 1 },
  { name: '', lines: [5, 6, 7], added: 1 },
]

function follow(lines: readonly string[]) {
  const events: BuildProgress[] = []
  const tracker = createStepTracker(
    stages,
    (event) => events.push(event),
    () => 0,
  )
  for (const line of lines) tracker.add(line)
  return { tracker, events }
}

/** Recorded from podman 5.8, whose base had left two steps; shortened. */
const RECORDED = [
  '[1/2] STEP 1/3: FROM a.example/ob:run-1 AS one',
  '[1/2] STEP 2/5: RUN echo trig',
  'trig',
  '--> bf9f37746643',
  '[1/2] STEP 3/5: COPY a /q',
  '--> be255778d051',
  '[1/2] STEP 4/5: LABEL e=1',
  '--> e90658142c0a',
  '[1/2] STEP 5/5: RUN echo own',
  '--> Using cache 221954354e8da8b5b8fb558eb9eefa7fa49883c8f9334a46c92b7387fc62252a',
  '--> 221954354e8d',
  '[2/2] STEP 1/5: FROM 221954354e8d AS two',
  '[2/2] STEP 2/5: LABEL e=1',
  '[2/2] STEP 3/5: RUN echo two',
  'two',
  '[2/2] STEP 4/5: RUN exit 3',
]

test('tells steps by their lines, those of a base apart, and not what was added', () => {
  const { tracker, events } = follow(RECORDED)
  expect(events.filter(({ kind, internal }) => kind === 'step-started' && !internal).map(({ name }) => name)).toEqual([
    '[one 1/2] FROM a.example/ob:run-1 AS one',
    '[one 2/4] ONBUILD RUN echo trig',
    '[one 3/4] ONBUILD COPY a /q',
    '[one 4/4] RUN echo own',
    '[1/3] FROM 221954354e8d AS two',
    '[2/3] RUN echo two',
    '[3/3] RUN exit 3',
  ])
  expect(events.flatMap((event) => (event.kind === 'log' ? [event.line] : []))).toEqual(['trig', 'two'])
  expect(events.filter(({ kind }) => kind === 'step-cached').map(({ name }) => name)).toEqual(['[one 4/4] RUN echo own'])
  expect(tracker.current()).toMatchObject({ line: 7, stage: '', lastLines: [] })
  expect(tracker.count()).toEqual({ total: 7, cached: 1, triggers: 2 })
})

test('labels of the command line are no steps of the Dockerfile', () => {
  const { tracker } = follow([...RECORDED, '[2/2] STEP 5/5: LABEL "a"="b"'])
  expect(tracker.current()).toMatchObject({ internal: true, line: undefined })
  expect(tracker.count().total).toBe(7)
})

test('a step of a base has no line', () => {
  expect(follow(RECORDED.slice(0, 3)).tracker.current()).toMatchObject({ line: undefined, lastLines: ['trig'] })
  expect(follow(RECORDED.slice(0, 9)).tracker.current()).toMatchObject({ line: 3, stage: 'one' })
})

test('before the first step there is none', () => {
  const { tracker, events } = follow(['time="x" level=warning msg="y"', 'Trying to pull'])
  expect([tracker.current(), tracker.count(), events]).toEqual([undefined, { total: 0, cached: 0, triggers: 0 }, []])
})
