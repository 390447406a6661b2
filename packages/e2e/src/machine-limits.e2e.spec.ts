import { describe, expect, it } from 'vitest'
import { tinyModule } from './workspace/module-files.js'
import { lockFromOtherUser } from './workspace/other-user.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes } from './workspace/report-table.js'

describe('a machine at its limits', () => {
  const { registry, workspace } = usePackedWorkspace({
    files: (workspace) => ({ ...tinyModule(workspace, 'one'), ...tinyModule(workspace, 'two'), 'dist/images/.keep': '' }),
  })

  /** Every tag names a whole image, and latest, where it is, the image of a content tag. */
  async function expectWholeTags(): Promise<void> {
    for (const module of ['one', 'two']) {
      const repository = `${workspace.prefix}/${module}`
      const tags = await registry.tags(repository)
      const digests = new Map<string, string>()
      for (const tag of tags) digests.set(tag, (await registry.image(repository, tag))?.digest ?? `${tag} is broken`)
      const contents = tags.filter((tag) => tag.startsWith('key-')).map((tag) => digests.get(tag))
      for (const tag of tags) expect(contents, tag).toContain(digests.get(tag))
    }
  }

  it('with a full disk fails in words, leaves tags whole, and is made good by the next run', async () => {
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'], {
      prefix: withFullFolder(`${workspace.root}/dist/images`),
    })
    expect(exitCode, output).toBe(1)
    expect(output).toMatch(/✗ .*dist\/images.*/)
    expect(output).toContain('ENOSPC')
    expect(output).not.toMatch(/\n +at /)
    await expectWholeTags()

    const next = await workspace.nx(['run-many', '-t', 'docker-push'])
    expect(next.exitCode, next.output).toBe(0)
    expect(workspace.receipt('one').tags).toEqual(['latest'])
    await expectWholeTags()
  })

  it('with a read-only checkout fails in words, and leaves nothing that blocks the next run', async () => {
    workspace.write(tinyModule(workspace, 'one', 'changed'))
    const user = lockFromOtherUser(workspace)
    const elsewhere = `${workspace.sandbox}/home/nx`
    const env = { NX_CACHE_DIRECTORY: `${elsewhere}/cache`, NX_WORKSPACE_DATA_DIRECTORY: `${elsewhere}/data` }
    const { exitCode, output } = await workspace.nx(['docker-push', 'one'], { prefix: user.prefix, env })
    user.unlock()
    expect(exitCode, output).toBe(1)
    expect(output).toMatch(/✗ .*dist\/images.*/)
    expect(output).not.toMatch(/\n +at /)
    await expectWholeTags()

    const next = await workspace.nx(['docker-push', 'one'])
    expect(next.exitCode, next.output).toBe(0)
    expect(outcomes(next.output)).toMatchObject({ one: expect.stringMatching(/^(built|pushed|promoted|present)$/) })
    await expectWholeTags()
  })
})

/** What starts a command with a folder in which there is room for nothing, seen by it alone; gone when it ends. */
function withFullFolder(folder: string): string[] {
  const script = 'mount -t tmpfs -o size=4k,nr_inodes=1 full "$0" && exec "$@"'
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user']
  return ['unshare', '--mount', ...asRoot, 'sh', '-c', script, folder]
}
