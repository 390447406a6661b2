import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { KEY_LABEL } from '@module-images/core'
import { createTestFolder } from '@module-images/process/testing'
import type { BuildOutcome } from '../build-outcome.js'
import type { BuildProgress } from '../buildkit/build-progress.js'
import { createEngine } from '../create-engine.js'
import { buildRequest, createContext, createImageName, engine, WITH_SHELL } from '../testing/real-engine.js'

vi.setConfig({ testTimeout: 60_000 })
const ignore = () => undefined
const dockerfile = (...lines: string[]) => [...lines, ''].join('\n')
const mustBuild = (outcome: BuildOutcome) => {
  if (outcome.kind === 'failed') throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`)
  return outcome
}

// Fails every test here with the engine's own words when it does not answer.
beforeAll(async () => void (await engine.findImages(['no-such:1'])))

describe('build', () => {
  test('loads an image with its labels, lists and inspects it, and finds it cached the second time', async () => {
    const tag = createImageName('key-0123456789abcdef0123456789abcdef')
    const context = createContext(dockerfile('FROM scratch', 'LABEL from=file', 'COPY Dockerfile /'))
    const labels = { [KEY_LABEL]: 'abc', title: `it's "hostile" $(id)\n` }
    const request = buildRequest(context, { tags: [tag], labels })
    const first = mustBuild(await engine.build(request, ignore))
    const again = mustBuild(await engine.build(request, ignore))
    expect({ steps: again.steps, digest: again.digest }).toEqual({ steps: { total: 1, cached: 1, triggers: 0 }, digest: first.digest })

    const inspected = await engine.inspect(tag)
    expect(inspected).toMatchObject({ kind: 'present', id: first.imageId, labels: { ...labels, from: 'file' } })
    const name = tag.slice(tag.lastIndexOf('/') + 1)
    const [repository, contentTag] = tag.split(':')
    expect(await engine.findImages([name, 'no-such:1'])).toEqual([
      { repository, tag: contentTag, id: first.imageId, size: expect.any(Number) as number },
    ])
    const elsewhere = `127.0.0.1:1/a/b/c/${name}`
    await engine.tag(tag, elsewhere)
    onTestFinished(() => engine.remove(elsewhere))
    const repositories = (await engine.findImages([name])).map((image) => image.repository)
    expect(repositories.sort()).toEqual([`127.0.0.1:1/a/b/c/${name.split(':')[0]}`, repository].sort())

    await engine.remove(tag)
    expect(await engine.inspect(tag)).toEqual({ kind: 'missing' })
    expect(await engine.findImages([name])).toMatchObject([{ repository: `127.0.0.1:1/a/b/c/${name.split(':')[0]}` }])
  })

  test('a child is built from a parent that is only in the engine, by the text of its FROM', async () => {
    const parent = createImageName()
    mustBuild(
      await engine.build(
        buildRequest(createContext(dockerfile('FROM scratch', 'LABEL is=parent', 'COPY Dockerfile /')), { tags: [parent] }),
        ignore,
      ),
    )
    const child = createImageName()
    const context = createContext(dockerfile('FROM registry.invalid/openscpca/r-base:latest', 'COPY Dockerfile /child'))
    const buildContexts = { 'registry.invalid/openscpca/r-base:latest': `docker-image://${parent}` }
    mustBuild(await engine.build(buildRequest(context, { tags: [child], buildContexts }), ignore))
    expect(await engine.inspect(child)).toMatchObject({ kind: 'present', labels: { is: 'parent' } })
  })

  test('hostile build arguments and secrets reach the build unchanged, and nothing else', async () => {
    const value = `a "b" 'c' $(id) \`id\` \\ , = é\nline`
    const secretFile = join(createTestFolder(), `se,cret "x" $(id)`)
    writeFileSync(secretFile, value)
    const context = createContext(
      dockerfile(
        ...WITH_SHELL,
        'ARG VALUE',
        'RUN --mount=type=secret,id=file --mount=type=secret,id=env \\',
        '  printf %s "$VALUE" > /tmp-value && /bin/busybox cmp /tmp-value /run/secrets/file && /bin/busybox cmp /tmp-value /run/secrets/env',
      ),
    )
    const withSecret = createEngine({ env: { ...process.env, THE_SECRET: value } })
    const secrets = [
      { id: 'file', file: secretFile },
      { id: 'env', env: 'THE_SECRET' },
    ]
    expect(await withSecret.build(buildRequest(context, { buildArgs: { VALUE: value }, secrets, noCache: true }), ignore)).toMatchObject({
      kind: 'built',
    })
  })

  test('tells its steps and the output of RUN as they come', async () => {
    const events: BuildProgress[] = []
    const context = createContext(dockerfile(...WITH_SHELL, `RUN echo '::error::${randomBytes(4).toString('hex')}'`))
    mustBuild(await engine.build(buildRequest(context), (event) => events.push(event)))
    const own = events.filter((event) => !event.internal && event.name.includes('RUN'))
    expect(own.map((event) => event.kind)).toEqual(['step-started', 'log', 'step-done'])
    expect(own[1]).toMatchObject({ line: expect.stringMatching(/^: :error::[0-9a-f]{8}$/) as string })
  })

  test('leaves no file behind', async () => {
    // Other processes build at the same time; the name says whose a folder is.
    const isOwn = (name: string) => name.startsWith('module-images-build-') && name.split('-').includes(String(process.pid))
    const own = () => readdirSync(tmpdir()).filter(isOwn)
    const before = own()
    await engine.build(buildRequest(createContext('FROM\n')), ignore)
    expect(own().filter((name) => !before.includes(name))).toEqual([])
  })
})

describe('a build that fails', () => {
  test('says the step, its stage, the line of the Dockerfile, the last output, and the command that repeats it', async () => {
    const context = createContext(
      dockerfile(...WITH_SHELL, '', 'FROM scratch AS final', 'COPY --from=0 / /', WITH_SHELL[2] ?? '', 'RUN echo before; \\', '  exit 7'),
    )
    const outcome = await engine.build(buildRequest(context), ignore)
    if (outcome.kind === 'built') throw new Error('it was built')
    expect(outcome.failure).toMatchObject({
      code: 'step-failed',
      dockerfile: join(context, 'Dockerfile'),
      line: 8,
      step: '[final 2/2] RUN echo before; exit 7',
      stage: 'final',
      lastLines: ['before'],
    })
    expect(outcome.failure.message).toContain('exit code: 7')
    expect(outcome.failure.reproduce).toBe(buildRequest(context).reproduce)
  })

  test('shows no value of a secret, whatever its step prints', async () => {
    const [token, key] = ['hunter2/\t"secret"', '-----BEGIN KEY-----\nAbCdEfGh\nZ\n-----END KEY-----\n']
    const file = join(createTestFolder(), 'key')
    writeFileSync(file, key)
    const context = createContext(
      dockerfile(
        ...WITH_SHELL,
        'RUN --mount=type=secret,id=key --mount=type=secret,id=token cd /run/secrets; b=/bin/busybox; \\',
        '  $b cat key token; echo; echo "in a line: $($b cat token), $($b head -n 2 key)" >&2; $b base64 token; \\',
        // In two writes.
        '  $b head -c 5 token; $b sleep 0.2; $b tail -c +6 token; echo; $b cat token key >&2; exit 3',
      ),
    )
    const secrets = [
      { id: 'key', file },
      { id: 'token', env: 'THE_TOKEN' },
    ]
    const events: BuildProgress[] = []
    const withToken = createEngine({ env: { ...process.env, THE_TOKEN: token } })
    const request = buildRequest(context, { secrets, noCache: true, buildArgs: { GIVEN: token } })
    const outcome = await withToken.build(request, (event) => events.push(event))
    if (outcome.kind === 'built') throw new Error('it was built')
    expect(outcome.failure).toMatchObject({ code: 'step-failed', line: 4 })
    expect(outcome.failure.lastLines).toEqual(expect.arrayContaining(['in a line: ***, ***', '***', 'Z']))
    expect(events.filter((event) => event.kind === 'log').length).toBeGreaterThan(8)
    const shown = JSON.stringify([events, outcome])
    for (const value of ['hunter2', 'secret\\"', 'AbCdEfGh', 'KEY', Buffer.from(token).toString('base64').slice(0, 12)]) {
      expect(shown).not.toContain(value)
    }
  })

  test.each([
    ['does not parse', 'FROM scratch\nCOPPY a b\n', 'dockerfile-invalid', 2],
    ['names a stage that is not there', 'FROM scratch\nCOPY --from=2 a b\n', 'dockerfile-invalid', undefined],
    ['copies what is not there', 'FROM scratch\nCOPY nothing /\n', 'context-file-missing', 2],
    ['has a base whose registry is down', 'FROM 127.0.0.1:1/no/such:1\n', 'base-unreachable', 1],
  ])('a Dockerfile that %s', async (_, text, code, line) => {
    const outcome = await engine.build(buildRequest(createContext(text)), ignore)
    expect(outcome.kind === 'failed' && { code: outcome.failure.code, line: outcome.failure.line }).toEqual({ code, line })
  })

  test('a builder that does not exist', async () => {
    const context = createContext('FROM scratch\nCOPY Dockerfile /\n')
    const outcome = await engine.build(buildRequest(context, { builder: 'no-such-builder' }), ignore)
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'build-failed', message: 'no builder "no-such-builder" found' } })
  })

  /** A step that says it runs, takes a minute, and says that it has ended. */
  const slow = () =>
    createContext(dockerfile(...WITH_SHELL, `RUN echo running-${randomBytes(4).toString('hex')}; /bin/busybox sleep 60; echo ended`))

  test('aborting cancels it, and the engine stops working on it', async () => {
    const controller = new AbortController()
    const stoppable = createEngine({ env: process.env, signal: controller.signal })
    const logged: string[] = []
    const outcome = await stoppable.build(buildRequest(slow()), (event) => {
      if (event.kind !== 'log') return
      logged.push(event.line)
      controller.abort()
    })
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'cancelled', step: expect.stringContaining('RUN echo running') as string },
    })
    expect(logged).toEqual([expect.stringMatching(/^running-/)])
  })

  test('an engine that hangs up in the middle is lost, not a failed step', async () => {
    const socket = process.env['DOCKER_HOST']?.replace(/^unix:\/\//, '') ?? '/var/run/docker.sock'
    const proxy = await createSocketProxy(socket)
    const outcome = await createEngine({ env: { ...process.env, DOCKER_HOST: `unix://${proxy.path}` } }).build(
      buildRequest(slow()),
      (event) => {
        if (event.kind === 'log') proxy.hangUp()
      },
    )
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'engine-lost', step: expect.stringContaining('RUN echo running') as string },
    })
  })
})

/** Stands between docker and its daemon until it hangs up. */
async function createSocketProxy(socket: string): Promise<{ readonly path: string; hangUp(): void }> {
  const path = join(createTestFolder(), 'engine.sock')
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const daemon = connect(socket)
    for (const end of [client, daemon]) {
      open.add(end)
      end.on('error', ignore).on('close', () => open.delete(end))
    }
    client.pipe(daemon).pipe(client)
  })
  const hangUp = () => {
    server.close()
    open.forEach((end) => end.destroy())
    rmSync(path, { force: true })
  }
  onTestFinished(hangUp)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return { path, hangUp }
}
