import { describe, expect, test } from 'vitest'
import type { RunRequest } from '../run-request.js'
import { planRunArgv } from './run-argv.js'

type Named = RunRequest & { readonly name: string }
const plain: Named = { image: 'a/b:1', args: [], mounts: [], env: {}, name: 'mi-1' }
const fixed = ['container', 'run', '--rm', '--init', '--pull=never', '--name=mi-1']

describe('planRunArgv', () => {
  test('the least', () => {
    expect(planRunArgv(plain)).toEqual({ args: [...fixed, 'a/b:1'], env: {} })
  })

  test('everything', () => {
    const plan = planRunArgv({
      ...plain,
      command: './run.sh',
      args: ['--threads', '4'],
      entrypoint: '/init',
      mounts: [
        { source: '/repo', target: '/workspace' },
        { source: '/data', target: '/data', readonly: true },
      ],
      publish: [
        { address: '127.0.0.1', host: 9999, container: 8888 },
        { address: '::1', host: 8787, container: 8787 },
      ],
      workdir: '/workspace',
      user: '1000:1000',
      userns: 'host',
      env: { HOME: '/tmp', TOKEN: 'secret' },
      memory: '8g',
      cpus: 1.5,
      network: 'none',
      platform: 'linux/arm64',
      interactive: true,
      tty: true,
    })
    expect(plan).toEqual({
      args: [
        ...fixed,
        '--interactive',
        '--tty',
        '--platform=linux/arm64',
        '--user=1000:1000',
        '--userns=host',
        '--workdir=/workspace',
        '--network=none',
        '--memory=8g',
        '--cpus=1.5',
        '--entrypoint=/init',
        '--mount=type=bind,source=/repo,target=/workspace',
        '--mount=type=bind,source=/data,target=/data,readonly',
        '--publish=127.0.0.1:9999:8888',
        '--publish=[::1]:8787:8787',
        '--env=HOME=/tmp',
        '--env=TOKEN',
        'a/b:1',
        './run.sh',
        '--threads',
        '4',
      ],
      env: { TOKEN: 'secret' },
    })
  })

  test("an image's own init is process 1", () => {
    expect(planRunArgv({ ...plain, init: false }).args).toEqual([...fixed.filter((word) => word !== '--init'), 'a/b:1'])
  })

  test('hostile values stay one argument each, and mounts one field each', () => {
    const plan = planRunArgv({
      ...plain,
      command: '--privileged',
      args: ['$(id)\n', '-v'],
      mounts: [{ source: '/a,readonly "b"', target: '/c d' }],
    })
    expect(plan.args.slice(fixed.length)).toEqual([
      '--mount=type=bind,"source=/a,readonly ""b""",target=/c d',
      'a/b:1',
      '--privileged',
      '$(id)\n',
      '-v',
    ])
  })

  test('no variable of the container changes the docker command, and none that may be secret is in its arguments', () => {
    const env = {
      DOCKER_HOST: 'tcp://x',
      PATH: '/x',
      LD_PRELOAD: 'x',
      GODEBUG: 'x',
      DOCKER_TOKEN: 's',
      GOOGLE_API_KEY: 's',
      HTTPS_PROXY: 's',
    }
    const plan = planRunArgv({ ...plain, env })
    expect(plan.env).toEqual({ DOCKER_TOKEN: 's', GOOGLE_API_KEY: 's', HTTPS_PROXY: 's' })
    expect(plan.args.slice(fixed.length, -1)).toEqual([
      '--env=DOCKER_HOST=tcp://x',
      '--env=PATH=/x',
      '--env=LD_PRELOAD=x',
      '--env=GODEBUG=x',
      '--env=DOCKER_TOKEN',
      '--env=GOOGLE_API_KEY',
      '--env=HTTPS_PROXY',
    ])
  })

  test.each<[string, Partial<Named>, string]>([
    ['an image that is a flag', { image: '--privileged' }, 'bad-image-reference'],
    ['a relative mount', { mounts: [{ source: 'x', target: '/x' }] }, 'bad-run-request'],
    ['a relative mount point', { mounts: [{ source: '/x', target: 'x' }] }, 'bad-run-request'],
    ['an address to publish at that is none', { publish: [{ address: '1 --privileged', host: 1, container: 1 }] }, 'bad-run-request'],
    ['a variable with a value in its name', { env: { 'A=B': '' } }, 'bad-run-request'],
    ["docker's own sign-ins", { env: { DOCKER_AUTH_CONFIG: '{}' } }, 'bad-run-request'],
    ['arguments without a command', { args: ['x'] }, 'bad-run-request'],
    ['a name that is a flag', { name: '--rm' }, 'bad-run-request'],
  ])('refuses %s', (_, change, code) => {
    expect(() => planRunArgv({ ...plain, ...change })).toThrow(expect.objectContaining({ code }))
  })
})
