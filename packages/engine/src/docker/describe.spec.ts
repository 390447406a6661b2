import { expect, test } from 'vitest'
import { parseDockerInfo } from './describe.js'
import { engineUnavailable, parseUnavailability } from './engine-unavailable.js'

const info = (change: object = {}, plugins: unknown = [{ Name: 'buildx', Version: '0.13.1+ds1' }]) =>
  JSON.stringify({
    ServerVersion: '26.1.5+dfsg1',
    OSType: 'linux',
    Architecture: 'x86_64',
    DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
    SecurityOptions: ['name=seccomp,profile=builtin'],
    ClientInfo: { Version: '28.2.2', Context: 'default', Plugins: plugins },
    ...change,
  })

test('parseDockerInfo', () => {
  expect(parseDockerInfo(info())).toEqual({
    version: '26.1.5+dfsg1',
    clientVersion: '28.2.2',
    buildxVersion: '0.13.1+ds1',
    containerdStore: true,
    rootless: false,
    os: 'linux',
    arch: 'amd64',
    context: 'default',
  })
  const other = { DriverStatus: [['Backing Filesystem', 'extfs']], SecurityOptions: ['name=rootless'], Architecture: 'aarch64' }
  expect(parseDockerInfo(info(other))).toMatchObject({ containerdStore: false, rootless: true, arch: 'arm64' })
})

test.each([
  ['no plugins', info({}, null), /no buildx plugin/],
  ['other plugins', info({}, [{ Name: 'compose', Version: '2.0.0' }]), /no buildx plugin/],
  ['a broken plugin', info({}, [{ Name: 'buildx', Err: 'failed to fetch metadata: exit status 1' }]), /failed to fetch metadata/],
  ['an old plugin', info({}, [{ Name: 'buildx', Version: 'v0.12.1' }]), /v0\.12\.1 is too old/],
  ['no JSON', 'host: arch', /does not answer as Docker does/],
])('%s is engine-unavailable', (_, text, message) => {
  expect(() => parseDockerInfo(text)).toThrow(
    expect.objectContaining({ code: 'engine-unavailable', kind: 'environment', message: expect.stringMatching(message) }),
  )
})

test.each(['v0.13.0', '0.17.1-desktop.1', '1.0.0', 'bda4882a65349ca359216b135896bddc1d92461c'])('buildx %s will do', (Version) => {
  expect(parseDockerInfo(info({}, [{ Name: 'buildx', Version }])).buildxVersion).toBe(Version)
})

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
