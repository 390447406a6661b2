import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitFor } from './process/wait-for.js'
import { startTestRegistry, type TestRegistry } from './registry/test-registry.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { createTestWorkspace, type TestWorkspace } from './workspace/test-workspace.js'

/** Nothing is ever pushed here, so that the engine alone can have an image. */
describe("a hit in Nx's cache", () => {
  let registry: TestRegistry
  let workspace: TestWorkspace

  beforeAll(async () => {
    registry = await startTestRegistry()
    workspace = await createTestWorkspace({ registryHost: registry.host })
    workspace.write({
      ...baseModule(workspace),
      ...childModule(workspace, 'child', ['RUN echo made > /made']),
      ...tinyModule(workspace, 'tiny-a'),
      ...tinyModule(workspace, 'tiny-b'),
    })
    await workspace.commit()
  })

  afterAll(() => workspace?.dispose())
  afterAll(() => registry?.stop())

  /** Modules whose task ran, and those that Nx took from its cache. */
  async function build(env: NodeJS.ProcessEnv = {}): Promise<{ built: string[]; cached: string[] }> {
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-build'], { env })
    expect(exitCode, output).toBe(0)
    const found = (pattern: RegExp) => [...output.matchAll(pattern)].map((match) => match[1] ?? '').sort()
    return {
      built: found(/^(\S+) {2}building /gm),
      cached: found(/nx run (\S+):docker-build {2}\[(?:local cache|existing outputs match the cache)/g),
    }
  }

  const nameOf = (module: string) => {
    const { image, contentTag } = workspace.receipt(module)
    return `${image}:${contentTag}`
  }

  const ALL = ['base', 'child', 'tiny-a', 'tiny-b']

  it('needs a first run', async () => {
    expect(await build()).toEqual({ built: ALL, cached: [] })
    expect(await workspace.engine.images(workspace.registry)).toEqual(ALL.map(nameOf))
  })

  it('comes on the second, and brings a lost receipt back', async () => {
    const receipt = workspace.receipt('child')
    workspace.remove('dist/images/child.json')
    // The states of the first run's hook were other ones: the images were not there yet.
    await build()
    expect(await build()).toEqual({ built: [], cached: ALL })
    expect(workspace.receipt('child')).toMatchObject({ key: receipt.key, contentTag: receipt.contentTag })
  })

  it('does not come for images that were removed; those modules alone are built again, and not their children', async () => {
    await workspace.engine.docker('rmi', '--force', nameOf('tiny-a'), nameOf('base'))
    expect(await build()).toEqual({ built: ['base', 'tiny-a'], cached: ['child', 'tiny-b'] })
    expect(await workspace.engine.images(workspace.registry)).toEqual(ALL.map(nameOf))
  })

  it('is as true with the daemon', async () => {
    const env = { NX_DAEMON: 'true' }
    try {
      await build(env)
      expect(await build(env)).toEqual({ built: [], cached: ALL })
      await workspace.engine.docker('rmi', '--force', nameOf('tiny-b'))
      expect(await build(env)).toEqual({ built: ['tiny-b'], cached: ['base', 'child', 'tiny-a'] })
    } finally {
      await workspace.nx(['daemon', '--stop'], { env })
    }
    await waitFor('the daemon to end', () => workspace.leftProcesses().length === 0)
  })
})
