import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '@module-images/engine'
import { runProcess } from '@module-images/process'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { readRunEnvironment } from '../session/run-environment.js'
import { plainBuild } from '../testing/build-request.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { openSession } from '../tasks/open-session.js'
import { reconcileImage } from './reconcile-image.js'

const PROXY = 'http://me:hunter2@proxy.invalid:3128'
const engine = createEngine({ env: process.env })
let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

/** A module `a` with these lines before its RUN, and a Docker configuration with a proxy. */
function createModule(lines: string[], change: { options?: object; proxies?: object } = {}) {
  const { options = {}, proxies = { default: { httpProxy: PROXY } } } = change
  const root = temporaryWorkspace({
    'modules/a/Dockerfile': ['FROM scratch', 'COPY busybox /busybox', ...lines, RUN, ''].join('\n'),
    'modules/a/project.json': JSON.stringify({ name: 'a', targets: { 'docker-build': { options } } }),
    'docker/config.json': JSON.stringify({ proxies }),
  })
  copyFileSync('/bin/busybox', join(root, 'modules/a/busybox'))
  return root
}

/** The step sees the proxy, whoever declares it. */
const RUN = 'RUN ["/busybox", "sh", "-c", "/busybox env | /busybox grep -c ^HTTP_PROXY=.*3128 > /seen || true"]'

async function build(root: string) {
  const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${registry.host}/published` })
  const env = { ...process.env, DOCKER_CONFIG: join(root, 'docker') }
  const run = openSession(readWorkspace(root), { env, environment, signal: new AbortController().signal, log: () => undefined })
  try {
    const { image, contentTag } = await reconcileImage(run, 'a')
    onTestFinished(() => engine.remove(`${image}:${contentTag}`))
    return `${image}:${contentTag}`
  } finally {
    await run.close()
  }
}

async function historyOf(image: string): Promise<string> {
  const result = await runProcess({ command: 'docker', args: ['history', '--no-trunc', '--format={{.CreatedBy}}', image] })
  expect(result.exitCode).toBe(0)
  return result.stdout
}

describe('a proxy of Docker’s configuration', () => {
  it('would be in the history of an image whose Dockerfile declares it, so that is refused', async () => {
    const root = createModule(['ARG HTTP_PROXY'])
    const context = join(root, 'modules/a')
    const tag = `module-images-test/proxy-${process.pid}:1`
    const plain = createEngine({ env: { ...process.env, DOCKER_CONFIG: join(root, 'docker') } })
    const outcome = await plain.build(plainBuild(context, tag, { noCache: true }), () => undefined)
    onTestFinished(() => engine.remove(tag))
    expect(outcome.kind).toBe('built')
    expect(await historyOf(tag)).toContain('hunter2')

    const failed = await build(root).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'proxy-in-history', place: { file: 'modules/a/Dockerfile', line: 3 } })
    expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain('hunter2')
  })

  it('reaches the steps of an image whose Dockerfile does not declare it, and not the image', async () => {
    const root = createModule([])
    const image = await build(root)
    expect(await historyOf(image)).not.toContain('hunter2')
    const copied = join(root, 'copied')
    mkdirSync(copied)
    const script = `c=$(docker create ${image} x) && docker cp "$c:/seen" '${copied}/seen' && docker rm "$c" && cat '${copied}/seen'`
    expect((await runProcess({ command: 'sh', args: ['-c', script] })).stdout.split('\n').at(-2)).toBe('1')
  })

  it.each([
    ['where no value would be given', ['ARG FTP_PROXY'], {}],
    ['where buildArgs takes it away', ['ARG HTTP_PROXY'], { options: { buildArgs: { HTTP_PROXY: '' } } }],
  ])('is let be %s', async (_, lines, change) => {
    expect(await historyOf(await build(createModule(lines, change)))).not.toContain('hunter2')
  })
})

it('a proxy of the option buildArgs is refused where the Dockerfile declares it, and only there', async () => {
  const change = { options: { buildArgs: { https_proxy: PROXY } }, proxies: {} }
  await expect(build(createModule(['ARG A', 'ARG B https_proxy'], change))).rejects.toMatchObject({
    code: 'proxy-in-history',
    place: { line: 4 },
    message: expect.not.stringContaining('hunter2') as string,
  })
  expect(await historyOf(await build(createModule([], change)))).not.toContain('hunter2')
})
