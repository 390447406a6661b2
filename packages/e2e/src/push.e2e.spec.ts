import { describe, expect, it } from 'vitest'
import { blobUploads } from './registry/test-registry.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes, parseTable } from './workspace/report-table.js'

const KEY_LABEL = 'io.github.module-images.key'
const ACTIVE = ['base', 'child', 'tiny']

/** One history: each test goes on where the one before ended. */
describe('docker-push', () => {
  const { registry, workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'child', ['COPY words.txt /', 'RUN cat /workspace.txt /words.txt > /both.txt'], { 'words.txt': 'one\n' }),
      ...tinyModule(workspace, 'tiny'),
      ...tinyModule(workspace, 'idle'),
      'modules/idle/project.json': JSON.stringify({ name: 'idle', tags: ['docker:inactive'] }),
    }),
  })

  const repository = (module: string) => `${workspace.prefix}/${module}`
  const latest = async (module: string) => (await registry.image(repository(module), 'latest'))?.digest

  it('builds and publishes every active module, parents first', async () => {
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'])
    expect(exitCode, output).toBe(0)
    expect(parseTable(output).map(({ module, happened, why }) => ({ module, happened, why }))).toEqual(
      ACTIVE.map((module) => ({ module, happened: 'built', why: 'in neither engine nor registry' })),
    )
    for (const { rest } of parseTable(output))
      expect(rest.join(' ')).toMatch(/^[0-9a-f]{12} \d+(\.\d)? (B|kB|MB) in (engine|registry) \d+\.\d$/)
    expect(await registry.tags(repository('idle'))).toEqual([])
  })

  it.each(ACTIVE)('publishes %s under its content tag and the same digest as latest, with the key as a label', async (module) => {
    const receipt = workspace.receipt(module)
    const content = await registry.image(repository(module), receipt.contentTag)
    expect(await registry.tags(repository(module))).toEqual([receipt.contentTag, 'latest'])
    expect(content?.digest).toBe(await latest(module))
    expect(content?.labels).toMatchObject({
      [KEY_LABEL]: receipt.key,
      'org.opencontainers.image.title': module,
      'org.opencontainers.image.revision': await workspace.git('rev-parse', 'HEAD'),
    })
    expect(receipt.contentTag).toBe(`key-${(content?.labels[KEY_LABEL] ?? '').slice(0, 32)}`)
  })

  it('writes what happened into receipts', async () => {
    expect(workspace.receipt('child')).toEqual({
      receipt: 1,
      module: 'child',
      image: `${workspace.registry}/child`,
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      contentTag: expect.stringMatching(/^key-[0-9a-f]{32}$/),
      outcome: 'built',
      reason: 'in neither engine nor registry',
      digest: await latest('child'),
      platforms: ['linux/amd64'],
      size: { bytes: expect.any(Number), of: 'registry' },
      bases: [expect.objectContaining({ reference: `${workspace.registry}/base:latest`, module: 'base' })],
      tags: ['latest'],
      seconds: expect.any(Number),
    })
    // A classic image store has no digest before the push of the base.
    expect([undefined, await latest('base')]).toContain(workspace.receipt('child').bases[0]?.digest)
    expect(workspace.exists('dist/images/idle.json')).toBe(false)
  })

  it('does next to nothing the second time', async () => {
    registry.takeRequests()
    const before = await Promise.all(ACTIVE.map(latest))
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'])
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ base: 'present', child: 'present', tiny: 'present' })
    const requests = registry.takeRequests()
    expect(blobUploads(requests)).toEqual([])
    for (const module of ACTIVE) {
      expect(requests.filter(({ path }) => path.includes(`/${module}/`)).length, module).toBeLessThanOrEqual(3)
    }
    expect(await Promise.all(ACTIVE.map(latest))).toEqual(before)
  })

  it('gives a release its tags by digest, and lets --tags win over MODULE_IMAGES_TAGS', async () => {
    registry.takeRequests()
    const env = { MODULE_IMAGES_TAGS: 'never' }
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push', '--tags=v1.2.0,latest'], { env })
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ base: 'promoted', child: 'promoted', tiny: 'promoted' })
    expect(blobUploads(registry.takeRequests())).toEqual([])
    for (const module of ACTIVE) {
      expect(await registry.tags(repository(module))).toEqual([workspace.receipt(module).contentTag, 'latest', 'v1.2.0'])
      expect((await registry.image(repository(module), 'v1.2.0'))?.digest).toBe(await latest(module))
    }
  })

  it('publishes images that anybody can pull and run', async () => {
    const { engine } = workspace
    await engine.removeImages(workspace.registry)
    await engine.docker('pull', '--quiet', `${workspace.registry}/child:latest`)
    expect(await engine.docker('run', '--rm', `${workspace.registry}/child:latest`, '/bin/cat', '/both.txt')).toBe(
      `${workspace.registry}\none`,
    )
  })

  it('promotes without an image in the engine, to tags from MODULE_IMAGES_TAGS: nothing is built, pulled or uploaded', async () => {
    await workspace.engine.removeImages(workspace.registry)
    registry.takeRequests()
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'], { env: { MODULE_IMAGES_TAGS: 'v2' } })
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ base: 'promoted', child: 'promoted', tiny: 'promoted' })
    expect(blobUploads(registry.takeRequests())).toEqual([])
    expect(await workspace.engine.images(workspace.registry)).toEqual([])
    expect((await registry.image(repository('child'), 'v2'))?.digest).toBe(await latest('child'))
    expect(workspace.receipt('child').tags).toEqual(['v2'])
  })

  it('pulls with --load what only the registry has', async () => {
    const { exitCode, output } = await workspace.nx(['docker-build', 'tiny', '--load'])
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ tiny: 'pulled' })
    expect(await workspace.engine.images(workspace.registry)).toEqual([
      `${workspace.registry}/tiny:${workspace.receipt('tiny').contentTag}`,
    ])
  })

  it('builds a child on a parent that only the registry has', async () => {
    workspace.write({ 'modules/child/words.txt': 'two\n' })
    const { exitCode, output } = await workspace.nx(['docker-build', 'child'])
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ base: 'present', child: 'built' })
    const { image, contentTag } = workspace.receipt('child')
    expect(await workspace.engine.docker('run', '--rm', `${image}:${contentTag}`, '/bin/cat', '/both.txt')).toBe(
      `${workspace.registry}\ntwo`,
    )
  })

  it('builds a child on the parent of the same checkout when both changed', async () => {
    workspace.write({ 'modules/base/workspace.txt': 'new parent\n', 'modules/child/words.txt': 'three\n' })
    const before = { base: await latest('base'), child: await latest('child'), tiny: await latest('tiny') }
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'])
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ base: 'built', child: 'built', tiny: 'present' })
    expect(await latest('base')).not.toBe(before.base)
    expect(await latest('child')).not.toBe(before.child)
    expect(await latest('tiny')).toBe(before.tiny)
    await workspace.engine.removeImages(workspace.registry)
    expect(await workspace.engine.docker('run', '--rm', '--quiet', `${workspace.registry}/child:latest`, '/bin/cat', '/both.txt')).toBe(
      'new parent\nthree',
    )
  })

  it('leaves a release tag that names another image as it is, and with it all tags of that module, unless told to', async () => {
    const names = async () => [(await registry.image(repository('child'), 'v1.2.0'))?.digest, await latest('child')]
    const before = await names()
    const args = ['docker-push', 'child', '--tags=v1.2.0,latest']
    workspace.write({ 'modules/child/words.txt': 'four\n' })
    const refused = await workspace.nx(args)
    expect([refused.exitCode, refused.output]).toEqual([1, expect.stringContaining(`child:v1.2.0 already names ${before[0] ?? ''}`)])
    expect(await names()).toEqual(before)
    const moved = await workspace.nx([...args, '--move-tags'])
    expect(moved.exitCode, moved.output).toBe(0)
    const { digest } = workspace.receipt('child')
    expect(await names()).toEqual([digest, digest])
    expect(before).not.toContain(digest)
  })

  it.each([
    ['in a pull request', { CI: 'true', GITHUB_EVENT_NAME: 'pull_request', MODULE_IMAGES_ALLOW_PUSH: 'true' }, 'pull request'],
    ['from a laptop to another machine', { MODULE_IMAGES_REGISTRY: 'registry.invalid/p' }, '--allow-push'],
  ])('builds and pushes nothing %s, and says why once', async (_, env, why) => {
    workspace.write({ 'modules/tiny/data.txt': `not for anybody: ${why}\n` })
    registry.takeRequests()
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'], { env })
    expect(exitCode, output).toBe(1)
    const failures = output
      .split('\n✗ ')
      .slice(1)
      .filter((text) => !text.startsWith('not started: see '))
    expect(failures).toEqual([expect.stringContaining('Nothing is pushed to')])
    expect(failures[0]).toContain(why)
    expect(output).not.toContain('building')
    expect(registry.takeRequests()).toEqual([])
  })

  it('tries to push to another machine once it is told to', async () => {
    const env = { MODULE_IMAGES_REGISTRY: 'registry.invalid/p' }
    const { exitCode, output } = await workspace.nx(['docker-push', 'tiny', '--allow-push'], { env })
    expect(exitCode, output).toBe(1)
    expect(output).toContain('registry.invalid')
    expect(output).not.toContain('Nothing is pushed to')
  })
})
