import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { parseImageReference } from '@module-images/core'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { runProcess } from '@module-images/process'
import { createTestFolder } from '@module-images/process/testing'
import { createEngine } from '../create-engine.js'
import { createConfigFolder } from '../config-folder.js'
import type { InspectedImage } from '../engine.js'
import type { RunRequest } from '../run-request.js'
import { renderRunTag } from '../run-tag.js'
import { buildRequest, createContext, createImageName, engine, WITH_SHELL } from '../testing/real-engine.js'

vi.setConfig({ testTimeout: 60_000 })
const ignore = () => undefined

beforeAll(async () => void (await engine.findImages(['no-such:1'])))

/** An image with a shell, and nothing else. */
async function createShellImage(): Promise<string> {
  const tag = createImageName()
  const context = createContext([...WITH_SHELL, 'RUN /bin/busybox --install -s /bin', ''].join('\n'))
  const outcome = await engine.build(buildRequest(context, { tags: [tag] }), ignore)
  if (outcome.kind === 'failed') throw new Error(outcome.failure.message)
  return tag
}

describe('an engine that is not there', () => {
  test('no docker command', async () => {
    const absent = createEngine({ env: { PATH: createTestFolder() } })
    const expected = { code: 'engine-unavailable', kind: 'environment', fix: expect.stringContaining('Install Docker') as string }
    await expect(absent.findImages(['a:1'])).rejects.toMatchObject(expected)
    await expect(absent.build(buildRequest('/'), ignore)).rejects.toMatchObject(expected)
    await expect(absent.run({ image: 'x', args: [], mounts: [], env: {} })).rejects.toMatchObject(expected)
  })

  test('no daemon', async () => {
    const down = createEngine({ env: { ...process.env, DOCKER_HOST: 'unix:///no/such.sock' }, name: 'docker' })
    const expected = { code: 'engine-unavailable', kind: 'environment', fix: expect.stringContaining('Start it') as string }
    await expect(down.findImages(['a:1'])).rejects.toMatchObject(expected)
    await expect(down.inspect('x:1')).rejects.toMatchObject(expected)
    await expect(down.build(buildRequest(createContext('FROM scratch\n')), ignore)).rejects.toMatchObject(expected)
  })

  test('a docker command without buildx', async () => {
    const folder = createTestFolder()
    const words = "docker: 'buildx' is not a docker command."
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho "${words}" >&2\nexit 1\n`, { mode: 0o755 })
    const bare = createEngine({ env: { PATH: `${folder}:/bin:/usr/bin` }, name: 'docker' })
    await expect(bare.build(buildRequest(createContext('FROM scratch\n')), ignore)).rejects.toMatchObject({
      code: 'engine-unavailable',
      fix: expect.stringContaining('docker-buildx') as string,
    })
  })
})

describe('images', () => {
  test('one that is not there is missing, and removing it is no error', async () => {
    expect(await engine.inspect('module-images-test/no-such:1')).toEqual({ kind: 'missing' })
    await engine.remove('module-images-test/no-such:1')
    await expect(engine.tag('module-images-test/no-such:1', 'module-images-test/other:1')).rejects.toMatchObject({
      code: 'image-not-found',
    })
    await expect(engine.push('module-images-test/no-such:1')).rejects.toMatchObject({ code: 'image-not-found' })
  })

  test('of several each is told in its place, whichever are missing', async () => {
    const [one, other] = [createImageName(), createImageName()]
    for (const tag of [one, other]) {
      await engine.build(buildRequest(createContext(`FROM scratch\nLABEL own=${tag}\nCOPY Dockerfile /\n`), { tags: [tag] }), ignore)
    }
    const missing = 'module-images-test/no-such:1'
    const own = (images: readonly InspectedImage[]) => images.map((image) => (image.kind === 'present' ? image.labels['own'] : image.kind))
    expect(own(await engine.inspectMany([missing, other, missing, one]))).toEqual(['missing', other, 'missing', one])
    expect(own(await engine.inspectMany([one, other, one]))).toEqual([one, other, one])
    const image = await engine.inspect(one)
    expect(image.kind === 'present' && own(await engine.inspectMany([missing, image.id]))).toEqual(['missing', one])
    expect(await engine.inspectMany([missing])).toEqual([{ kind: 'missing' }])
    expect(await engine.inspectMany([])).toEqual([])
  })

  test('finding takes away the tags of runs of this machine that are gone, and no others', async () => {
    const source = createImageName()
    await engine.build(buildRequest(createContext('FROM scratch\nLABEL x=run\nCOPY Dockerfile /\n'), { tags: [source] }), ignore)
    const { repository } = parseImageReference(source)
    const own = renderRunTag('0123456789abcdef')
    const gone = await runProcess({ command: 'sh', args: ['-c', 'echo $$'] })
    const others = ['run-deadbeef-1-0123456789ab', 'run-mine', own.replace(`-${process.pid}-`, '-1-')]
    const left = own.replace(`-${process.pid}-`, `-${gone.stdout.trim()}-`)
    for (const tag of [own, left, ...others]) await engine.tag(source, `${repository}:${tag}`)
    onTestFinished(async () => {
      for (const tag of [own, ...others]) await engine.remove(`${repository}:${tag}`)
    })
    await engine.findImages(['no-such:1'])
    const images = await engine.inspectMany([own, left, ...others].map((tag) => `${repository}:${tag}`))
    expect(images.map(({ kind }) => kind)).toEqual(['present', 'missing', 'present', 'present', 'present'])
  })

  test('a tag names the same image; a registry that is down is unreachable for pull', async () => {
    const source = createImageName()
    await engine.build(buildRequest(createContext('FROM scratch\nCOPY Dockerfile /\n'), { tags: [source] }), ignore)
    const target = createImageName()
    await engine.tag(source, target)
    const [a, b] = [await engine.inspect(source), await engine.inspect(target)]
    expect(a.kind === 'present' && a.id).toBe(b.kind === 'present' && b.id)
    await expect(engine.pull('127.0.0.1:1/no/such:1')).rejects.toMatchObject({ code: 'registry-unreachable', kind: 'remote' })
  })

  test('a reference that is a flag is refused', async () => {
    await expect(engine.inspect('--format')).rejects.toMatchObject({ code: 'bad-image-reference' })
    await expect(engine.remove('--force')).rejects.toMatchObject({ code: 'bad-image-reference' })
  })

  test('an aborted engine says cancelled', async () => {
    const stopped = createEngine({ env: process.env, signal: AbortSignal.abort() })
    await expect(stopped.findImages(['a:1'])).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('a configuration folder of its own', () => {
  test("builds with it, and the user's plugins and context still work", async () => {
    const user = createTestFolder()
    mkdirSync(join(user, 'cli-plugins'))
    writeFileSync(
      join(user, 'cli-plugins', 'docker-fromuser'),
      '#!/bin/sh\n[ "$1" = docker-cli-plugin-metadata ] && echo \'{"SchemaVersion":"0.1.0","Vendor":"v","Version":"1"}\' || echo plugin ran\n',
      { mode: 0o755 },
    )
    const env = { ...process.env, DOCKER_CONFIG: user }
    const context = await runProcess({
      command: 'docker',
      args: ['context', 'create', 'mine', '--docker', 'host=unix:///no/such.sock'],
      env,
    })
    expect(context.exitCode).toBe(0)
    const folder = await createConfigFolder({ auths: {} }, { parent: createTestFolder(), env })
    const own = { ...env, DOCKER_CONFIG: folder.path }
    expect((await runProcess({ command: 'docker', args: ['fromuser'], env: own })).stdout).toBe('plugin ran\n')
    expect((await runProcess({ command: 'docker', args: ['context', 'ls', '--format={{.Name}}'], env: own })).stdout).toBe(
      'default\nmine\n',
    )
    const request = buildRequest(createContext('FROM scratch\nCOPY Dockerfile /\n'), {
      output: { kind: 'load', configFolder: folder.path },
    })
    expect(await createEngine({ env }).build(request, ignore)).toMatchObject({ kind: 'built' })
    await folder.remove()
  })
})

describe('run', () => {
  /** Runs a container in a process of its own, whose streams are the container's, and whose signals we may send. */
  function startRun(request: Partial<RunRequest> & { image: string }, env: NodeJS.ProcessEnv = {}) {
    const full: RunRequest = { args: [], mounts: [], env: {}, ...request }
    const script = `
      import { createEngine } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}
      const onLogLine = ${request.publish === undefined ? 'undefined' : "(line) => console.log('log:', line)"}
      const { exitCode } = await createEngine({ env: process.env }).run({ ...${JSON.stringify(full)}, onLogLine })
      console.log('exit code', exitCode)`
    return { command: process.execPath, args: ['--input-type=module', '-e', script], env: { ...process.env, ...env } }
  }

  test('passes arguments, environment, mounts, folder, user and exit code on', async () => {
    const image = await createShellImage()
    const folder = join(createTestFolder(), 'a,b "c"')
    mkdirSync(folder)
    writeFileSync(join(folder, 'file'), 'mounted')
    const hostile = ['a b', '$(id)', "it's", '--rm', '']
    const shell =
      'cat file; echo " $HOME $SECRET $(id -u):$(id -g)"; (echo x > file) 2>/dev/null || echo readonly; for a in "$@"; do echo "[$a]"; done; exit 9'
    const result = await runProcess(
      startRun({
        image,
        command: '/bin/sh',
        args: ['-c', shell, 'sh', ...hostile],
        mounts: [{ source: folder, target: '/mnt/x y', readonly: true }],
        workdir: '/mnt/x y',
        user: '1234:1235',
        env: { HOME: '/elsewhere', SECRET: 'hidden' },
      }),
    )
    expect(result.stdout.split('\n')).toEqual([
      'mounted /elsewhere hidden 1234:1235',
      'readonly',
      ...hostile.map((arg) => `[${arg}]`),
      'exit code 9',
      '',
    ])
  })

  test('passes stdin on', async () => {
    const image = await createShellImage()
    const result = await runProcess({ ...startRun({ image, command: '/bin/cat', interactive: true }), input: 'hello\n' })
    expect(result.stdout).toBe('hello\nexit code 0\n')
  })

  test('offers ports, and gives the lines of the log while they pass through', async () => {
    const image = await createShellImage()
    const host = await freePort()
    const serve = 'echo served >index.html; echo "listening on $PORT"; exec httpd -f -p $PORT'
    let answer: Promise<string> | undefined
    const controller = new AbortController()
    const result = await runProcess({
      ...startRun({
        image,
        command: '/bin/sh',
        args: ['-c', serve],
        workdir: '/srv',
        env: { PORT: '8080' },
        publish: [{ address: '127.0.0.1', host, container: 8080 }],
      }),
      signal: controller.signal,
      onLine: (line) => {
        if (line === 'log: listening on 8080') answer = untilAnswered(host).finally(() => controller.abort())
      },
    })
    expect(await answer).toBe('served\n')
    expect(result.stdout.split('\n')).toEqual(expect.arrayContaining(['listening on 8080', 'log: listening on 8080']))
  })

  test('an image that is not there is docker’s own failure', async () => {
    const result = await runProcess(startRun({ image: 'module-images-test/no-such:1' }))
    expect(result.stdout).toBe('exit code 125\n')
    expect(result.stderr).toContain('No such image')
  })

  test('a signal stops the container, even one that waits for a child, and nothing of it stays', async () => {
    const image = await createShellImage()
    const name = image.replace(/[/:]/g, '-')
    const controller = new AbortController()
    const result = await runProcess({
      ...startRun({ image, name, command: '/bin/sh', args: ['-c', 'echo up; sleep 60; echo never'] }),
      signal: controller.signal,
      onLine: (line) => {
        if (line === 'up') controller.abort()
      },
    })
    expect(result.stdout).toBe('up\nexit code 143\n')
    const left = await runProcess({ command: 'docker', args: ['container', 'ls', '--all', `--filter=name=${name}`, '--format={{.Names}}'] })
    expect(left.stdout).toBe('')
  })
})

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** What a server answers that has said that it is about to listen. */
async function untilAnswered(port: number): Promise<string> {
  return vi.waitFor(async () => (await fetch(`http://127.0.0.1:${port}/`)).text(), { timeout: 20_000 })
}
