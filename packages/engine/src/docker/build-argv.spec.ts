import { describe, expect, test } from 'vitest'
import type { BuildRequest } from '../build-request.js'
import { planBuildArgv } from './build-argv.js'

const plain: BuildRequest = {
  context: '/repo/modules/hello-r',
  dockerfile: '/repo/modules/hello-r/Dockerfile',
  tags: ['127.0.0.1:5000/openscpca/hello-r:key-0123'],
  buildArgs: {},
  platforms: [],
  labels: {},
  secrets: [],
  ssh: [],
  cacheFrom: [],
  cacheTo: [],
  noCache: false,
  addHosts: {},
  buildContexts: {},
  output: { kind: 'load' },
  reproduce: 'npx nx docker-build hello-r',
}

const everything: BuildRequest = {
  ...plain,
  tags: ['a:1', 'a:2'],
  buildArgs: { VERSION: '1', A: '2' },
  target: 'final',
  platforms: ['linux/amd64', 'linux/arm64/v8'],
  labels: { 'org.opencontainers.image.title': 'hello' },
  secrets: [
    { id: 'token', env: 'GITHUB_TOKEN' },
    { id: 'netrc', file: '/home/me/.netrc' },
  ],
  ssh: ['default'],
  network: 'host',
  cacheFrom: ['type=registry,ref=127.0.0.1:5000/cache'],
  cacheTo: ['type=inline'],
  builder: 'mine',
  noCache: true,
  provenance: 'mode=max',
  sbom: 'true',
  addHosts: { 'epoch-1.invalid': '127.0.0.1' },
  buildContexts: { 'sealed-base-1': 'docker-image://127.0.0.1:5000/base@sha256:1' },
  output: { kind: 'push', configFolder: '/tmp/c' },
}

describe('planBuildArgv', () => {
  test('only a cache', () => {
    const argv = planBuildArgv(
      { ...plain, tags: [], cacheTo: ['type=registry,ref=r.example/a:b'], output: { kind: 'none' } },
      '/tmp/m.json',
    )
    expect(argv.slice(-3)).toEqual(['--cache-to=type=registry,ref=r.example/a:b', '--output=type=cacheonly', plain.context])
  })

  test('writes files into a folder, whatever its name', () => {
    const argv = planBuildArgv({ ...plain, tags: [], output: { kind: 'files', folder: '/tmp/a,type=oci' } }, '/run/metadata.json')
    expect(argv.at(-2)).toBe('--output=type=local,"dest=/tmp/a,type=oci"')
  })

  test('the least', () => {
    expect(planBuildArgv(plain, '/tmp/m.json')).toEqual([
      'buildx',
      'build',
      '--progress=rawjson',
      '--metadata-file=/tmp/m.json',
      '--file=/repo/modules/hello-r/Dockerfile',
      '--provenance=false',
      '--tag=127.0.0.1:5000/openscpca/hello-r:key-0123',
      '--load',
      '/repo/modules/hello-r',
    ])
  })

  test('everything', () => {
    expect(planBuildArgv(everything, '/tmp/m.json')).toEqual([
      'buildx',
      'build',
      '--progress=rawjson',
      '--metadata-file=/tmp/m.json',
      '--file=/repo/modules/hello-r/Dockerfile',
      '--builder=mine',
      '--target=final',
      '--platform=linux/amd64,linux/arm64/v8',
      '--build-arg=A=2',
      '--build-arg=VERSION=1',
      '--build-context=sealed-base-1=docker-image://127.0.0.1:5000/base@sha256:1',
      '--add-host=epoch-1.invalid:127.0.0.1',
      '--secret=id=token,env=GITHUB_TOKEN',
      '--secret=id=netrc,src=/home/me/.netrc',
      '--ssh=default',
      '--network=host',
      '--cache-from=type=registry,ref=127.0.0.1:5000/cache',
      '--no-cache',
      '--provenance=mode=max',
      '--sbom=true',
      '--tag=a:1',
      '--tag=a:2',
      '--label=org.opencontainers.image.title=hello',
      '--cache-to=type=inline',
      '--push',
      '/repo/modules/hello-r',
    ])
  })

  test('hostile values stay one argument each', () => {
    const value = `--x "$(id)" 'y', \n=`
    const argv = planBuildArgv(
      {
        ...plain,
        buildArgs: { '--name': value },
        labels: { $: value },
        target: value,
        secrets: [{ id: 'a,b"c', file: '/tmp/x,src=/etc/passwd\n"' }],
      },
      '/m',
    )
    expect(argv.filter((arg) => /^--(?:build-arg|label|target|secret)/.test(arg))).toEqual([
      `--target=${value}`,
      `--build-arg=--name=${value}`,
      '--secret="id=a,b""c","src=/tmp/x,src=/etc/passwd\n"""',
      `--label=$=${value}`,
    ])
  })

  test.each<[string, Partial<BuildRequest>, string]>([
    ['a tag that is a flag', { tags: ['--push'] }, 'bad-image-reference'],
    ['a relative context', { context: '-' }, 'bad-build-request'],
    ['a relative Dockerfile', { dockerfile: '-' }, 'bad-build-request'],
    ['a relative secret', { secrets: [{ id: 'x', file: 'y' }] }, 'bad-build-request'],
    ['a secret of no variable', { secrets: [{ id: 'x', env: 'A,src=/etc/passwd' }] }, 'bad-build-request'],
    ['a secret with a carriage return', { secrets: [{ id: 'x', file: '/a\r\n' }] }, 'bad-flag-value'],
    ['an argument name with =', { buildArgs: { 'A=B': '' } }, 'bad-build-request'],
    ['a platform of two', { platforms: ['linux/amd64,linux/arm64'] }, 'bad-build-request'],
  ])('refuses %s', (_, change, code) => {
    expect(() => planBuildArgv({ ...plain, ...change }, '/m')).toThrow(expect.objectContaining({ code }))
  })
})
