import { KEY_LABEL } from '@module-images/core'
import { expect, test } from 'vitest'
import type { BuildRequest } from '../build-request.js'
import { planBuildArgv } from './build-argv.js'

const request: BuildRequest = {
  ...{ context: '/build/key', dockerfile: '/build/Dockerfile', tags: ['h.example/a:key-1'], platforms: ['linux/amd64'], target: 'two' },
  ...{ buildArgs: { B: '$(id)', A: '1', BUILDKIT_CACHE_MOUNT_NS: 'x' }, labels: { [KEY_LABEL]: 'k', title: 'a' } },
  ...{
    secrets: [
      { id: 's', file: '/s,1' },
      { id: 'e', env: 'TOKEN' },
    ],
    ssh: ['default'],
    network: 'none',
    cacheFrom: ['h.example/a:cache'],
  },
  ...{
    cacheTo: [],
    noCache: true,
    addHosts: { 'epoch-1.invalid': '127.0.0.1' },
    buildContexts: {},
    output: { kind: 'load' },
    reproduce: '',
  },
}
const files = { dockerfile: '/run/Dockerfile', ignoreFile: '/run/ignore', idFile: '/run/id' }

test('a build gets the key under another name, images in full, and nothing of BuildKit alone', () => {
  expect(planBuildArgv(request, { 'sealed-base-1': 'debian' }, files)).toEqual([
    'build',
    '--format=docker',
    '--layers=true',
    '--http-proxy=false',
    '--pull=never',
    '--file=/run/Dockerfile',
    '--ignorefile=/run/ignore',
    '--iidfile=/run/id',
    '--tag=h.example/a:key-1',
    '--target=two',
    '--platform=linux/amd64',
    '--build-arg=A=1',
    '--build-arg=B=$(id)',
    '--build-context=sealed-base-1=docker-image://docker.io/library/debian:latest',
    '--label=io.github.module-images.podman-key=k',
    '--label=title=a',
    '--add-host=epoch-1.invalid:127.0.0.1',
    '--secret=id=s,"src=/s,1"',
    '--secret=id=e,env=TOKEN',
    '--ssh=default',
    '--network=none',
    '--no-cache',
    '/build/key',
  ])
})

test.each([{ buildArgs: { 'a=b': '1' } }, { secrets: [{ id: 's', file: 'relative' }] }])('%j is refused', (change) => {
  expect(() => planBuildArgv({ ...request, ...change }, {}, files)).toThrow(expect.objectContaining({ code: 'bad-build-request' }))
})
