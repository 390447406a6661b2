import { describe, expect, test } from 'vitest'
import { replayLines, replayRecorded } from '../testing/replay.js'
import { createProgressRenderer } from './render-progress.js'

const rendered = (name: string, verbose = false) =>
  replayRecorded(name)
    .events.map(createProgressRenderer('hello-r', { verbose, width: 58 }))
    .filter((line) => line !== undefined)
    .map((line) => line.replace(/\d+\.\d s$/, 'N s'))

describe('a build that succeeds', () => {
  test('has one line for each step of the Dockerfile', () => {
    expect(rendered('built')).toEqual([
      'hello-r  [base 1/2] COPY busybox /bin/busybox  cached',
      'hello-r  [base 2/2] RUN echo one; echo "::error::…  cached',
      'hello-r  [final 1/2] COPY Dockerfile /x  cached',
      'hello-r  [final 2/2] RUN echo two && echo three >…',
    ])
  })

  test('counts the steps of the Dockerfile, cached or not', () => {
    expect(replayRecorded('built').tracker.count()).toEqual({ total: 4, cached: 3, triggers: 0 })
  })

  test('has no culprit', () => {
    expect(replayRecorded('built').tracker.culprit()).toBeUndefined()
  })
})

describe('a build that fails', () => {
  test('shows output only when asked, and none of it as a workflow command or an escape sequence', () => {
    const lines = rendered('step-failed', true)
    expect(lines.filter((line) => line.includes('  | '))).toEqual([
      'hello-r  | one',
      'hello-r  | : :error::not ours',
      'hello-r  | red',
      'hello-r  | p3',
      'hello-r  | two',
      'hello-r  | three',
    ])
    expect(rendered('step-failed').filter((line) => line.includes('  | '))).toEqual([])
  })

  test('names the step that failed with its last lines', () => {
    expect(replayRecorded('step-failed').tracker.culprit()).toEqual({
      name: '[final 2/2] RUN echo two && echo three >&2 && exit 3',
      internal: false,
      error: 'process "/bin/busybox sh -c echo two   && echo three >&2 &&   exit 3" did not complete successfully: exit code: 3',
      lastLines: ['two', 'three'],
    })
  })

  test('blames the step that failed, not those that were cancelled because of it', () => {
    const vertexes = [
      {
        digest: 'a',
        name: '[a 1/1] RUN slow',
        started: '2026-01-01T00:00:00Z',
        completed: '2026-01-01T00:00:02Z',
        error: 'exit code: 137: context canceled',
      },
      { digest: 'b', name: '[b 1/1] RUN false', started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:02Z', error: 'exit code: 1' },
    ]
    expect(replayLines([JSON.stringify({ vertexes })]).tracker.culprit()).toEqual({
      name: '[b 1/1] RUN false',
      internal: false,
      error: 'exit code: 1',
      lastLines: [],
    })
  })

  test('names the step that was running when the engine was lost', () => {
    expect(replayRecorded('engine-lost').tracker.culprit()).toMatchObject({
      name: '[2/2] RUN echo up; /bin/busybox sleep 20',
      internal: false,
    })
  })
})

test('output cut within a line and within a character is put together again, and the last 20 lines are kept', () => {
  const bytes = Buffer.from(Array.from({ length: 25 }, (_, index) => `é${index}\n`).join(''))
  const log = (data: Buffer) => JSON.stringify({ logs: [{ vertex: 'a', stream: 1, data: data.toString('base64') }] })
  const step = (more: object) =>
    JSON.stringify({ vertexes: [{ digest: 'a', name: '[1/1] RUN x', started: '2026-01-01T00:00:00Z', ...more }] })
  const pieces = [bytes.subarray(0, 1), bytes.subarray(1, 40), bytes.subarray(40)]
  const { tracker } = replayLines([step({}), ...pieces.map(log), step({ completed: '2026-01-01T00:00:01Z', error: 'no' })])
  expect(tracker.culprit()?.lastLines).toEqual(Array.from({ length: 20 }, (_, index) => `é${index + 5}`))
})

test('tells how far the transfers of a step are, of those whose size is known', () => {
  const status = (id: string, current: number, total?: number) => JSON.stringify({ statuses: [{ id, vertex: 'a', current, total }] })
  const vertex = JSON.stringify({ vertexes: [{ digest: 'a', name: '[1/2] FROM x', started: '2026-01-01T00:00:00Z' }] })
  const { events } = replayLines([vertex, status('resolve', 0), status('l1', 10, 100), status('l2', 0, 50), status('l1', 100, 100)])
  const bytes = (current: number, total: number) => ({ kind: 'bytes', step: 1, name: '[1/2] FROM x', internal: false, current, total })
  expect(events.slice(1)).toEqual([bytes(10, 100), bytes(10, 150), bytes(100, 150)])
})

test.each([
  ['0.13', ['[1/2] FROM base', '[2/2] COPY . /app', '[3/2] RUN make', '[linux/amd64 b  9/10] RUN a', '[internal] load 3/2']],
  ['0.25', ['[1/3] FROM base', '[2/3] ONBUILD RUN make', '[3/3] COPY . /app', '[linux/amd64 b  9/10] RUN ONBUILD', '[internal] ONBUILD']],
])('counts the steps that a base has left, as BuildKit %s names them', (_, names) => {
  const { tracker } = replayLines([JSON.stringify({ vertexes: names.map((name, index) => ({ digest: `${index}`, name })) })])
  expect(tracker.count()).toEqual({ total: 4, cached: 0, triggers: 1 })
})

test('what is no status is text, even when it looks like one for a while', () => {
  expect(replayLines(['{', '  "vertexes": 3', '}', '{not json', 'ERROR: x', '{']).text).toEqual([
    '{',
    '  "vertexes": 3',
    '}',
    '{not json',
    'ERROR: x',
    '{',
  ])
})
