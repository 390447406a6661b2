import { type ContentKey, contentTag, KEY_LABEL } from '@module-images/core'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { createRegistryClient, createTransport } from '@module-images/registry'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { findPastImage } from './find-past-image.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

const keyOf = (digit: string) => digit.repeat(64) as ContentKey
let runs = 0

/** A repository whose module `a` is built from `a.txt`; other files are none of its build's. */
async function createHistory() {
  const repository = `h${(runs += 1)}/a`
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY a.txt /\n', 'modules/a/a.txt': 'one' })
  const commit = (files: Readonly<Record<string, string>>) => {
    writeFiles(root, files)
    return commitAll(root)
  }
  const client = createRegistryClient({
    credentials: { name: 'none', find: async () => undefined },
    transport: createTransport({}),
    signal: AbortSignal.timeout(300_000),
  })
  const target = async (at: string) => {
    const now = await createContentKeys(readWorkspace(root)).keyOf('a')
    if (now.kind === 'broken') throw now.error
    return { module: now.module, key: now.key, image: `${registry.host}/${repository}`, commit: at }
  }
  return {
    ...{ root, commit, target },
    put: (digit: string, revision: string, more: { readonly key?: string; readonly created?: string } = {}) =>
      registry.put(repository, contentTag(keyOf(digit)), {
        content: digit,
        created: more.created ?? '2026-01-01T00:00:00Z',
        labels: { [KEY_LABEL]: more.key ?? keyOf(digit), 'org.opencontainers.image.revision': revision },
      }),
    release: (tag: string) => registry.put(repository, tag, { content: tag }),
    find: async (at: Awaited<ReturnType<typeof target>>) => findPastImage({ registry: client, place: { root } }, at),
  }
}

describe('the image of a commit whose content tag is not there', () => {
  it('is one whose label names that commit, or an earlier one with the same build', async () => {
    const { commit, put, target, find } = await createHistory()
    const other = await commit({ 'modules/a/a.txt': 'zero' })
    const built = await commit({ 'modules/a/a.txt': 'one' })
    const later = await commit({ 'README.md': 'no input' })
    await put('0', other)
    expect(await find(await target(later))).toBeUndefined()
    const digest = await put('1', built)
    expect(await find(await target(later))).toEqual({ by: 'revision', digest, revision: built, tag: contentTag(keyOf('1')) })
    const newer = await put('2', later, { created: '2026-02-01T00:00:00Z' })
    expect(await find(await target(later))).toMatchObject({ digest: newer })
    expect(await find(await target(built))).toMatchObject({ digest })
  })

  it.each(['$(id)', '-x', 'HEAD', 'f'.repeat(40)])('is none whose label names the commit %s', async (revision) => {
    const { commit, put, target, find } = await createHistory()
    const head = await commit({})
    await put('1', revision)
    expect(await find(await target(head))).toBeUndefined()
  })

  it('is none whose key label is not that of its content tag', async () => {
    const { commit, put, target, find } = await createHistory()
    const head = await commit({})
    for (const key of [keyOf('2'), '1'.repeat(32), `${'1'.repeat(64)}\n`]) {
      await put('1', head, { key })
      expect(await find(await target(head))).toBeUndefined()
    }
  })

  it('is what a release of that very commit names', async () => {
    const { root, commit, release, target, find } = await createHistory()
    const head = await commit({})
    await runTestGit(root, 'tag', 'v1.0.0')
    expect(await find(await target(head))).toBeUndefined()
    const digest = await release('v1.0.0')
    expect(await find(await target(head))).toEqual({ by: 'release', tag: 'v1.0.0', digest })
    expect(await find(await target(await commit({ 'README.md': 'later' })))).toBeUndefined()
  })
})
