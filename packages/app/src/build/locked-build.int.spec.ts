import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '@module-images/engine'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { lockModules } from '../commands/lock/lock-modules.js'
import { refreshModules } from '../commands/lock/refresh-modules.js'
import { plainBuild } from '../testing/build-request.js'
import { createTestContext } from '../testing/command-context.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { openSession } from '../tasks/open-session.js'
import { reconcileImage } from './reconcile-image.js'

const engine = createEngine({ env: process.env })
let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

const createContext = (root: string, env: Record<string, string> = {}) =>
  createTestContext(root, { MODULE_IMAGES_REGISTRY: `${registry.host}/published`, ...env })

/** Builds a module as `docker-build` does: labels of its image, and what was said. */
async function build(root: string, env: Record<string, string> = {}) {
  const context = createContext(root, env)
  const run = openSession(readWorkspace(root), context)
  try {
    const { image, contentTag, outcome, bases } = await reconcileImage(run, 'a')
    onTestFinished(() => engine.remove(`${image}:${contentTag}`))
    const built = await engine.inspect(`${image}:${contentTag}`)
    const warnings = context.logged.filter((line) => line.includes('warning'))
    return { outcome, bases, warnings, content: built.kind === 'present' ? built.labels['content'] : undefined }
  } finally {
    await run.close()
  }
}

/** Pushes an image that holds a static busybox in this folder, and nothing else. */
async function pushTool(reference: string, folder: string, triggers = ''): Promise<void> {
  const root = temporaryWorkspace({ Dockerfile: `FROM scratch\nCOPY busybox /${folder}/busybox\n${triggers}` })
  copyFileSync('/bin/busybox', join(root, 'busybox'))
  const outcome = await engine.build(plainBuild(root, reference, { output: { kind: 'push' } }), () => undefined)
  onTestFinished(() => engine.remove(reference))
  expect(outcome.kind).toBe('built')
}

describe('a build with a base lock', () => {
  it('takes the locked digest after the tag has moved, and the new one after a refresh', async () => {
    const base = `${registry.host}/base:1`
    const first = await registry.put('base', '1', { content: 'first' })
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM ${base}\nCOPY own /own\n`, 'modules/a/own': 'own' })
    await lockModules([], { json: false }, createContext(root))
    const second = await registry.put('base', '1', { content: 'second' })
    expect(await build(root)).toEqual({
      outcome: 'built',
      warnings: [],
      content: 'first',
      bases: [{ reference: base, digest: first }],
    })
    await refreshModules(['a'], { json: false }, createContext(root))
    expect(await build(root)).toEqual({ outcome: 'built', warnings: [], content: 'second', bases: [{ reference: base, digest: second }] })
  })

  it('does so through a mirror, and for COPY --from and mounts', async () => {
    const mirrors = { MODULE_IMAGES_MIRRORS: `hub.example=${registry.host}/mirror` }
    await registry.put('mirror/base', 'latest', { content: 'first' })
    await pushTool(`${registry.host}/mirror/tool:1`, 'first')
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': [
        'FROM hub.example/base',
        'COPY --from=hub.example/tool:1 /first/busybox /copied',
        'RUN --mount=type=bind,from=hub.example/tool:1,target=/tool ["/tool/first/busybox", "true"]',
      ].join('\n'),
    })
    await lockModules([], { json: false }, createContext(root, mirrors))
    await registry.put('mirror/base', 'latest', { content: 'second' })
    await pushTool(`${registry.host}/mirror/tool:1`, 'second')
    expect(await build(root, mirrors)).toMatchObject({ outcome: 'built', warnings: [], content: 'first' })
  })

  it('asks for the frontend by its locked digest, through a mirror', async () => {
    const mirrors = { MODULE_IMAGES_MIRRORS: `hub.example=${registry.host}/mirror` }
    const digest = await registry.put('mirror/frontend', '1', { content: 'none' })
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': '# syntax=hub.example/frontend:1\nFROM scratch\nLABEL a=b\n' })
    await lockModules([], { json: false }, createContext(root, mirrors))
    await registry.put('mirror/frontend', '1', { content: 'moved' })
    expect(readWorkspace(root).modules.get('a')?.bases).toEqual([
      { kind: 'external', reference: 'hub.example/frontend:1', digest, line: 1 },
    ])
    await registry.takeRequests()
    // It is no frontend, so that the build fails once the engine has it.
    await expect(build(root, mirrors)).rejects.toMatchObject({ code: expect.any(String) as string })
    const asked = (await registry.takeRequests()).filter((request) => request.includes('/mirror/frontend/'))
    expect([...new Set(asked.map((request) => request.slice(request.lastIndexOf('/') + 1)))]).toEqual([digest])
  })

  it('without a lock takes the tag as it is, and says once how to lock', async () => {
    const base = `${registry.host}/loose:1`
    await registry.put('loose', '1', { content: 'first' })
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM ${base}\nLABEL own=1\n` })
    expect(await build(root)).toEqual({
      outcome: 'built',
      content: 'first',
      bases: [{ reference: base }],
      warnings: [
        `a  warning: ${base} is not locked: a build takes what its tag names at that moment (to lock: npx --no module-images lock a). Shown once a run; to see all modules: npx --no module-images lock --check`,
      ],
    })
    expect(await build(root)).toMatchObject({ outcome: 'present', warnings: [] })
  })

  it('gives steps that a base leaves no file that is not an input, and says how to lock the base', async () => {
    const base = `${registry.host}/leaving:1`
    await pushTool(base, 'first', 'ONBUILD COPY own /own\n')
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM ${base}\nLABEL own=1\n`, 'modules/a/own': 'own' })
    const triggers = 'its base leaves ONBUILD steps, and what they read is not among the inputs'
    await expect(build(root)).rejects.toMatchObject({
      message: expect.stringContaining(`${triggers} until it is locked (to lock: npx --no module-images lock a)`) as string,
    })
    await lockModules([], { json: false }, createContext(root))
    expect((await build(root)).warnings).toEqual([])

    const digest = readWorkspace(root).modules.get('a')?.lock.bases.get(base)?.digest
    // What is only copied from leaves nothing.
    const copied = ['FROM scratch AS copied', `COPY --from=${base} /first /first`]
    const lines = [...copied, `FROM ${base}@${digest}`, 'COPY --from=copied /first /copied', 'COPY own /']
    const pinned = temporaryWorkspace({ 'modules/a/Dockerfile': lines.join('\n'), 'modules/a/own': 'own' })
    await expect(build(pinned)).rejects.toMatchObject({
      code: 'unknown-triggers',
      message: `The image of a was not kept: ${triggers}, since the Dockerfile pins it by digest (name a tag there, and lock that: npx --no module-images lock a).`,
    })
    // Nor is it there for the next build.
    await expect(build(pinned)).rejects.toMatchObject({ code: 'unknown-triggers' })
  })

  it.each(['FROM own', 'FROM $STAGE'])(
    'knows the steps that stages leave to one another by %s, beside a base that is not locked',
    async (from) => {
      const base = `${registry.host}/plain:1`
      await pushTool(base, 'first')
      const own = ['ARG STAGE=own', 'FROM scratch AS own', 'ONBUILD COPY own /own']
      const lines = [...own, `FROM ${base} AS other`, from, 'COPY --from=other /first /first']
      const root = temporaryWorkspace({ 'modules/a/Dockerfile': lines.join('\n'), 'modules/a/own': 'own' })
      expect((await build(root)).outcome).toBe('built')
    },
  )

  it('takes no step of a base for one that a stage leaves to another which is not built', async () => {
    const base = `${registry.host}/leaving:2`
    await pushTool(base, 'first', 'ONBUILD COPY own /own\n')
    const lines = ['FROM scratch AS own', 'ONBUILD COPY own /own', 'FROM own AS unused', `FROM ${base}`, 'COPY own /']
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': lines.join('\n'), 'modules/a/own': 'own' })
    await expect(build(root)).rejects.toMatchObject({ code: 'unknown-triggers' })
  })
})
