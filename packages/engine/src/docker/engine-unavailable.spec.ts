import { expect, test } from 'vitest'
import { engineUnavailable, parseUnavailability } from './engine-unavailable.js'

test.each([
  ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?', 'no-daemon', /Start it/],
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/version": dial unix /var/run/docker.sock: connect: permission denied',
    'no-permission',
    /group docker/,
  ],
  ['Failed to initialize: unable to resolve docker endpoint: context "nope": context not found', 'other', /docker info/],
  ["docker: 'buildx' is not a docker command.\nSee 'docker --help'", 'no-buildx', /docker-buildx/],
  ['unknown flag: --progress\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]', 'no-buildx', /docker-buildx/],
])('docker says %j', (stderr, kind, fix) => {
  const why = parseUnavailability(stderr)
  expect(why?.kind).toBe(kind)
  expect(why && engineUnavailable(why)).toMatchObject({
    code: 'engine-unavailable',
    kind: 'environment',
    fix: expect.stringMatching(fix) as string,
  })
})

test('another complaint is not about the engine', () => {
  expect(parseUnavailability('Error response from daemon: No such image: x')).toBeUndefined()
})
