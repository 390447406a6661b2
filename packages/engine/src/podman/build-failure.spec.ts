import { expect, test } from 'vitest'
import { planPodmanFailure } from './build-failure.js'

const step = { step: 2, name: '[2/3] RUN x', internal: false, line: 4, stage: '', lastLines: ['out', 'Error: building at STEP "RUN x": y'] }
const plan = (stderr: string, change = {}) =>
  planPodmanFailure({ stderr, step, dockerfile: '/m/Dockerfile', reproduce: 'again', ...change })

test('a step that ended with an error', () => {
  expect(plan('time="t" level=warning msg="w"\nError: building at STEP "RUN x": while running runtime: exit status 127\n')).toEqual({
    code: 'step-failed',
    message: 'the step ended with exit code: 127',
    fix: expect.stringContaining('A command was not found') as string,
    dockerfile: '/m/Dockerfile',
    line: 4,
    step: '[2/3] RUN x',
    lastLines: ['out'],
    reproduce: 'again',
  })
})

test.each([
  [
    'Error: building at STEP "COPY a /": no items matching glob "/c/a" copied (1 filtered out using x): no such file or directory',
    'context-file-missing',
  ],
  [
    'Error: building at STEP "COPY a /": checking on sources under "/c": copier: stat: "/a": no such file or directory',
    'context-file-missing',
  ],
  ['Error: committing container: write /var/lib/x: no space left on device', 'disk-full'],
  ['Error: building at STEP "RUN x": something else', 'step-failed'],
])('%s', (stderr, code) => expect(plan(stderr).code).toBe(code))

test('without a step, and a build that was stopped', () => {
  expect(plan('Error: something', { step: undefined })).toMatchObject({ code: 'build-failed', message: 'something' })
  expect(plan('', { stoppedBy: 'abort' })).toMatchObject({ code: 'cancelled' })
})
