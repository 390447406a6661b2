import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KEY_LABEL } from '@module-images/core'
import { createTestFolder } from '@module-images/process/testing'
import { runProcess } from '@module-images/process'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { BuildProgress } from './buildkit/build-progress.js'
import type { BuildRequest } from './build-request.js'
import { findEngines } from './testing/engines-here.js'
import { buildRequest, createContext, createImageName, WITH_SHELL } from './testing/real-engine.js'
import type { RunRequest } from './run-request.js'

vi.setConfig({ testTimeout: 240_000 })
const KEY = 'a'.repeat(64)

const engines = findEngines().map((here) => [here.name, here] as const)

describe.each(engines)('%s', (name, { engine, isHere }) => {
  const testHere = test.skipIf(!isHere)

  async function build(lines: readonly string[], change: Partial<BuildRequest> = {}) {
    const events: BuildProgress[] = []
    const context = createContext([...lines, ''].join('\n'))
    const tag = createImageName('1', engine)
    const outcome = await engine.build(buildRequest(context, { tags: [tag], ...change }), (event) => events.push(event))
    return { outcome, tag, events }
  }

  async function buildShell(): Promise<string> {
    const { outcome, tag } = await build([...WITH_SHELL, 'RUN /bin/busybox --install -s /bin'])
    if (outcome.kind === 'failed') throw new Error(outcome.failure.message)
    return tag
  }

  testHere('builds an image with its labels, which counts for its key', async () => {
    const { outcome, tag } = await build(['FROM scratch', 'LABEL from=file', 'COPY Dockerfile /'], {
      labels: { [KEY_LABEL]: KEY, title: `it's "hostile" $(id)` },
    })
    expect(outcome).toMatchObject({ kind: 'built', steps: { triggers: 0 } })
    const image = await engine.inspect(tag)
    expect(image).toMatchObject({
      kind: 'present',
      labels: { [KEY_LABEL]: KEY, title: `it's "hostile" $(id)`, from: 'file' },
      platform: 'linux/amd64',
    })
  })

  testHere('keeps the layers of a step, and runs it anew in another epoch', async () => {
    const lines = [...WITH_SHELL, 'RUN echo one > /bin/one']
    const inEpoch = (epoch: string) => build(lines, { addHosts: { [`${epoch}.invalid`]: '127.0.0.1' } })
    const cached = (events: readonly BuildProgress[]) =>
      events.some((event) => event.kind === 'step-cached' && event.name.includes('RUN echo one'))
    await inEpoch('epoch-0')
    expect(cached((await inEpoch('epoch-0')).events)).toBe(true)
    expect(cached((await inEpoch(`epoch-${process.pid}-${Date.now()}`)).events)).toBe(false)
  })

  testHere('a step that fails is told with its line, its output and its exit code', async () => {
    const { outcome } = await build([...WITH_SHELL, '', 'RUN echo out; echo err >&2; \\', '  exit 127'])
    const failure = outcome.kind === 'failed' ? outcome.failure : undefined
    expect(failure).toMatchObject({ code: 'step-failed', line: 5, fix: expect.stringContaining('A command was not found') as string })
    expect([...(failure?.lastLines ?? [])].sort()).toEqual(['err', 'out'])
    expect(failure?.message).toMatch(/exit code: 127$/)
  })

  testHere('a file that is not in the context is told', async () => {
    const { outcome } = await build(['FROM scratch', 'COPY no-such-file /'])
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'context-file-missing', line: 2 } })
  })

  testHere('a base that cannot be reached is told with its line', async () => {
    const change = { buildContexts: { 'sealed-base-1': 'docker-image://127.0.0.1:1/no/such:1' } }
    const { outcome } = await build(['', 'FROM sealed-base-1'], change)
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'base-unreachable', line: 2, message: expect.stringContaining('127.0.0.1:1') as string },
    })
  })

  testHere('takes for an alias the image that it stands for, not a stage of that name', async () => {
    const base = createImageName('base', engine)
    await engine.build(buildRequest(createContext('FROM scratch\nLABEL base=yes\nCOPY Dockerfile /\n'), { tags: [base] }), () => undefined)
    // A tag of a run, which no registry is asked for.
    const tag = `${base.split(':')[0]}:run-00000000-1-${'0'.repeat(12)}`
    await engine.tag(base, tag)
    onTestFinished(() => engine.remove(tag))
    const { outcome, tag: child } = await build(['FROM sealed-base-1 AS debian', 'LABEL own=yes', 'FROM debian', 'COPY Dockerfile /'], {
      buildContexts: { 'sealed-base-1': `docker-image://${tag}` },
    })
    expect(outcome).toMatchObject({ kind: 'built' })
    expect(await engine.inspect(child)).toMatchObject({ labels: { base: 'yes', own: 'yes' } })
  })

  testHere('gives a build its secrets, and shows them nowhere', async () => {
    const file = join(createTestFolder(), 'secret')
    writeFileSync(file, 'hidden-value')
    const { outcome, events } = await build([...WITH_SHELL, 'RUN --mount=type=secret,id=s /bin/busybox cat /run/secrets/s; exit 3'], {
      secrets: [{ id: 's', file }],
    })
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'step-failed' } })
    expect(JSON.stringify([outcome, events])).not.toContain('hidden-value')
  })

  testHere('lists, inspects, tags and removes images', async () => {
    const source = (await build(['FROM scratch', 'COPY Dockerfile /'])).tag
    const tag = `key-${Date.now().toString(16).padStart(32, '0')}`
    const target = createImageName(tag, engine)
    await engine.tag(source, target)
    const [repository = ''] = target.split(':')
    const name = `${repository.slice(repository.lastIndexOf('/') + 1)}:${tag}`
    expect(await engine.findImages([name, `other:${tag}`])).toMatchObject([{ repository, tag }])
    const missing = 'module-images-test/no-such:1'
    const images = await engine.inspectMany([missing, target, source])
    expect(images.map(({ kind }) => kind)).toEqual(['missing', 'present', 'present'])
    const [, one, other] = images
    expect(one?.kind === 'present' && one.id).toBe(other?.kind === 'present' && other.id)
    await engine.remove(target)
    await engine.remove(target)
    expect(await engine.inspect(target)).toEqual({ kind: 'missing' })
    await expect(engine.tag(missing, target)).rejects.toMatchObject({ code: 'image-not-found' })
    await expect(engine.pull('127.0.0.1:1/no/such:1')).rejects.toMatchObject({ code: 'registry-unreachable', kind: 'remote' })
    await expect(engine.inspect('--format')).rejects.toMatchObject({ code: 'bad-image-reference' })
  })

  /** In a process of its own, whose streams are the container's. */
  function startRun(request: Partial<RunRequest> & { image: string }) {
    const full: RunRequest = { args: [], mounts: [], env: {}, ...request }
    const script = `
      import { createEngine } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
      const { exitCode } = await createEngine({ env: process.env }).run(${JSON.stringify(full)})
      console.log('exit code', exitCode)`
    return { command: process.execPath, args: ['--input-type=module', '-e', script], env: { ...process.env, MODULE_IMAGES_ENGINE: name } }
  }

  testHere('runs a container with arguments, environment, mounts, user and exit code', async () => {
    const image = await buildShell()
    const folder = join(createTestFolder(), 'a,b "c"')
    mkdirSync(folder)
    writeFileSync(join(folder, 'file'), 'mounted')
    const shell =
      'cat file; echo " $HOME $SECRET $(id -u)"; (echo x > file) 2>/dev/null || echo readonly; for a in "$@"; do echo "[$a]"; done; exit 9'
    const hostile = ['a b', '$(id)', '--rm', '']
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
    const lines = ['mounted /elsewhere hidden 1234', 'readonly', ...hostile.map((arg) => `[${arg}]`), 'exit code 9', '']
    expect(result.stdout.split('\n'), result.stderr).toEqual(lines)
  })

  testHere('a signal stops the container, even one that waits for a child, and nothing of it stays', async () => {
    const image = await buildShell()
    const container = image.replace(/[/:]/g, '-')
    const controller = new AbortController()
    const result = await runProcess({
      ...startRun({ image, name: container, command: '/bin/sh', args: ['-c', 'echo up; sleep 60; echo never'] }),
      signal: controller.signal,
      onLine: (line) => {
        if (line === 'up') controller.abort()
      },
    })
    expect(result.stdout, result.stderr).toBe('up\nexit code 143\n')
    const left = await runProcess({
      command: name,
      args: ['container', 'ls', '--all', `--filter=name=${container}`, '--format={{.Names}}'],
    })
    expect(left.stdout).toBe('')
  })
})
