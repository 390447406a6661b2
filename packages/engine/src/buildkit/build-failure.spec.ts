import { expect, test } from 'vitest'
import { replayRecorded } from '../testing/replay.js'
import { planBuildFailure, type BuildFailure } from './build-failure.js'
import { renderBuildFailure } from './render-build-failure.js'

function failureOf(name: string, stoppedBy?: string): BuildFailure {
  const { text, tracker } = replayRecorded(name)
  return planBuildFailure({
    text,
    culprit: tracker.culprit(),
    stoppedBy,
    exitCode: 1,
    dockerfile: '/r/m/Dockerfile',
    reproduce: 'docker x',
  })
}

test.each([
  ['step-failed', 'step-failed', 9],
  ['dockerfile-invalid', 'dockerfile-invalid', 2],
  ['dockerfile-option-invalid', 'dockerfile-invalid', 2],
  ['context-file-missing', 'context-file-missing', 2],
  ['base-not-found', 'base-not-found', 1],
  ['base-denied', 'base-denied', 1],
  ['base-unreachable', 'base-unreachable', 1],
  ['push-unreachable', 'export-failed', undefined],
  ['tmpfs-full', 'tmpfs-full', 4],
  ['engine-lost', 'engine-lost', undefined],
  ['builder-missing', 'build-failed', undefined],
  ['image-exists', 'engine-busy', undefined],
])('a recorded %s is %s at line %s', (name, code, line) => {
  const failure = failureOf(name)
  expect({ code: failure.code, line: failure.line }).toEqual({ code, line })
})

test.each([
  ['DeadlineExceeded: context deadline exceeded', 'engine-busy'],
  ['DeadlineExceeded: failed commit on ref "history-migrate-sha256:3826": context deadline exceeded', 'engine-busy'],
  [
    'failed to commit bdo2fqk99n6w8iyzcp5d0zxzd to nrkivi8rls8ta7s6dtfjdy1w7 during finalize: failed to stat active key during commit: ' +
      'snapshot bdo2fqk99n6w8iyzcp5d0zxzd does not exist: not found',
    'engine-busy',
  ],
  ['image "docker.io/library/a:1": already exists', 'engine-busy'],
  ['process "/bin/sh -c x" did not complete successfully: DeadlineExceeded: context deadline exceeded', 'build-failed'],
  ['process "/bin/sh -c echo image "docker.io/library/a:1": already exists', 'build-failed'],
  ['b.example/a:1: failed to resolve source metadata for b.example/a:1: DeadlineExceeded: context deadline exceeded', 'base-unreachable'],
])('%s: %s', (message, code) => {
  const facts = { culprit: undefined, exitCode: 1, dockerfile: '/D', reproduce: 'x' }
  // As buildx 0.13 and 0.29 begin it.
  for (const beginning of ['failed to solve: ', 'failed to build: failed to solve: ']) {
    expect(planBuildFailure({ ...facts, text: [`ERROR: ${beginning}${message}`] })).toMatchObject({ code, message })
  }
})

const REFUSED = 'failed to fetch oauth token: unexpected status from POST request to https://auth.example/token: 403 Forbidden'

test.each([
  ['[internal] load metadata for b.example/a:1', REFUSED, 'base-denied'],
  ['[context sealed-base-1] load metadata for b.example/a:1', REFUSED, 'base-denied'],
  ['[internal] load metadata for b.example/a:1', 'failed to fetch oauth token: DeadlineExceeded', 'base-unreachable'],
])('%s: %s: %s, by the name of the base', (name, error, code) => {
  const facts = { exitCode: 1, dockerfile: '/D', reproduce: 'x', text: [`ERROR: failed to build: failed to solve: ${error}`] }
  const culprit = { name, internal: true, error, lastLines: [] }
  expect(planBuildFailure({ ...facts, culprit })).toMatchObject({ code, message: `b.example/a:1: ${error}` })
})

function stepFailure(step: string, exitCode: number, lastLines: readonly string[]): BuildFailure {
  const error = `process "/bin/sh -c x" did not complete successfully: exit code: ${exitCode}`
  const culprit = { name: `[2/2] RUN ${step}`, internal: false, error, lastLines }
  return planBuildFailure({ culprit, exitCode: 1, dockerfile: '/D', reproduce: 'x', text: [`ERROR: failed to solve: ${error}`] })
}

test.each([
  ['--mount=type=tmpfs,target=/t x', "dd: error writing '/t/x': No space left on device", 'tmpfs-full'],
  ['--mount=target=/t,type=tmpfs x', 'OSError: [Errno 28] No space left on device', 'tmpfs-full'],
  ['x', 'cannot write to /dev/shm/a: No space left on device', 'tmpfs-full'],
  ['--mount=type=cache,target=/t x', "dd: error writing '/t/x': No space left on device", 'disk-full'],
  ['--mount=type=tmpfs,target=/t x', 'failed', 'step-failed'],
])('RUN %s that says %s is %s', (step, line, code) => {
  expect(stepFailure(step, 1, ['before', line, 'after'])).toMatchObject({ code })
})

test("what BuildKit itself has no space for is the engine's disk, whatever the step mounts", () => {
  const error = 'failed to copy files: no space left on device'
  const culprit = { name: '[2/2] RUN --mount=type=tmpfs,target=/t x', internal: false, error, lastLines: ['no space left on device'] }
  const text = [`ERROR: failed to solve: ${error}`]
  expect(planBuildFailure({ culprit, exitCode: 1, dockerfile: '/D', reproduce: 'x', text })).toMatchObject({ code: 'disk-full' })
})

test.each([
  [126, /cannot be executed/],
  [127, /not found.*login shell.*CRLF/],
  [137, /memory ran out/],
])('a step that ends with %i says what that means', (exitCode, fix) => {
  expect(stepFailure('conda install x', exitCode, [])).toMatchObject({ code: 'step-failed', fix: expect.stringMatching(fix) as string })
})

test('a fault of the Dockerfile is none of the base that was being looked for', () => {
  const error = 'failed to parse stage name "Par": invalid reference format: repository name (library/Par) must be lowercase'
  const culprit = { name: '[context sealed-base-1] load metadata for b.example/a:1', internal: true, error, lastLines: [] }
  const text = [`ERROR: failed to solve: ${error}`]
  expect(planBuildFailure({ culprit, exitCode: 1, dockerfile: '/D', reproduce: 'x', text })).toMatchObject({
    code: 'dockerfile-invalid',
    message: error,
  })
})

test.each([
  'failed to build: docker exporter does not currently support exporting manifest lists',
  'docker exporter does not currently support exporting manifest lists',
  'failed to build: Attestation is not supported for the docker driver.',
  'Attestation is not supported for the docker driver.',
  'Multi-platform build is not supported for the docker driver.',
])('%s: the store is at fault', (error) => {
  const facts = { culprit: undefined, exitCode: 1, dockerfile: '/D', reproduce: 'x' }
  const fix = expect.stringContaining("containerd's image store") as string
  expect(planBuildFailure({ ...facts, text: [`ERROR: ${error}`] })).toMatchObject({ code: 'needs-containerd-store', fix })
})

test('a build that was stopped is cancelled, whatever BuildKit said', () => {
  expect(failureOf('cancelled', 'abort').code).toBe('cancelled')
})

test('a failed step is told whole', () => {
  expect(failureOf('step-failed')).toEqual({
    code: 'step-failed',
    message: 'process "/bin/busybox sh -c echo two   && echo three >&2 &&   exit 3" did not complete successfully: exit code: 3',
    dockerfile: '/r/m/Dockerfile',
    line: 9,
    step: '[final 2/2] RUN echo two && echo three >&2 && exit 3',
    stage: 'final',
    lastLines: ['two', 'three'],
    reproduce: 'docker x',
  })
})

test('an engine that writes nothing at all still gives a message', () => {
  const facts = { text: [], culprit: undefined, exitCode: 9, dockerfile: '/D', reproduce: 'x' }
  expect(planBuildFailure(facts).message).toBe('docker buildx ended with exit code 9')
})

test('renderBuildFailure ends with what a person needs', () => {
  expect(renderBuildFailure(failureOf('base-not-found'), 'hello-r')).toBe(
    [
      '/r/m/Dockerfile:1: hello-r could not be built: 127.0.0.1:5055/no/such:1: failed to resolve source metadata for 127.0.0.1:5055/no/such:1: 127.0.0.1:5055/no/such:1: not found',
      '  step:   [internal] load metadata for 127.0.0.1:5055/no/such:1',
      '  Check the name in FROM, and that this image was pushed.',
      '  repeat: docker x',
    ].join('\n'),
  )
  expect(renderBuildFailure(failureOf('step-failed'), 'hello-r')).toBe(
    [
      '/r/m/Dockerfile:9: hello-r could not be built: the step ended with exit code: 3',
      '  step:   [final 2/2] RUN echo two && echo three >&2 && exit 3',
      '  output:',
      '    | two',
      '    | three',
      '  repeat: docker x',
    ].join('\n'),
  )
})
