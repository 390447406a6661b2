import { join } from 'node:path'
import { KEY_LABEL } from '@module-images/core'
import type { Engine } from '@module-images/engine'
import { readGitFacts } from '@module-images/git'
import { createRegistryClient, type RegistryClient, systemClock } from '@module-images/registry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { createCommittedContent } from '../committed/committed-content.js'
import { NO_GENERATING_TASKS } from '../committed/generating-tasks.js'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { createBranchTip, NO_TIP } from '../publish/branch-tip.js'
import { publishImage, type PublishOptions, type PublishPorts } from '../publish/publish-image.js'
import { heldImages } from '../testing/held-images.js'
import { createImageTags } from '../registry-view/image-tags.js'
import { PLAIN_REPOSITORIES } from '../publish/repositories.js'
import { resolveTarget } from '../session/image-target.js'
import { NO_ACTIVITIES } from '../session/activities.js'

const LATEST: PublishOptions = { tags: { releases: [], branch: ['latest'] }, moveTags: false }

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

let prefixes = 0

/** A bare remote with a branch of commits, and one machine's clone for each commit. */
class Branch {
  readonly prefix = `race${(prefixes += 1)}`
  readonly #remote = temporaryWorkspace({})
  readonly #seed = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY own /own\n' })
  readonly logged: string[] = []

  async create(): Promise<this> {
    await runTestGit(this.#remote, 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git')
    return this
  }

  /** A commit that is not yet at the remote, in a clone of its own. */
  async commit(own: string): Promise<{ root: string; push: () => Promise<unknown> }> {
    writeFiles(this.#seed, { 'modules/a/own': own })
    const commit = await commitAll(this.#seed)
    const root = temporaryWorkspace({})
    await runTestGit(root, 'clone', '--quiet', this.#seed, 'clone')
    const clone = join(root, 'clone')
    await runTestGit(clone, 'remote', 'set-url', 'origin', join(this.#remote, 'remote.git'))
    return { root: clone, push: () => runTestGit(clone, 'push', '--quiet', 'origin', `${commit}:refs/heads/main`) }
  }

  /** A run on that clone, as CI makes one. */
  async run(root: string, { local = false, observe = (client: RegistryClient) => client } = {}): Promise<PublishPorts> {
    const workspace = readWorkspace(root)
    const client = observe(createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } }))
    const contentKeys = createContentKeys(workspace)
    const base = { workspace, registryPrefix: `${registry.host}/${this.prefix}`, contentKeys }
    const wanted = await resolveTarget(base, 'a')
    const env = { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' }
    const git = () => readGitFacts(root, { env })
    const log = (line: string) => void this.logged.push(line)
    const publishes = { kind: 'branch', name: 'main' } as const
    const engine: Pick<Engine, 'push' | 'inspect' | 'tag'> = {
      tag: async () => undefined,
      inspect: async () => ({ kind: 'missing' }),
      push: async () => {
        // Digests differ between machines, as builds' times do.
        const labels = { [KEY_LABEL]: wanted.key }
        return { digest: await registry.put(`${this.prefix}/a`, wanted.contentTag, { content: root, labels }) }
      },
    }
    return {
      ...base,
      ...{ engine, git, log, repositories: PLAIN_REPOSITORIES, clock: systemClock, signal: new AbortController().signal },
      tip: createBranchTip({ place: { root, env }, git, remote: 'origin', publishes, retry: (ask) => ask(), log }),
      committed: createCommittedContent({ workspace, contentKeys, place: { root, env }, tasksOf: NO_GENERATING_TASKS }),
      ...{ localRegistry: local, logOnce: log },
      engineImages: heldImages(wanted),
      digests: new Map(),
      ...{ imageTags: createImageTags(client), registry: client },
      pushConfig: async () => undefined,
      pushes: <T>(task: () => Promise<T>) => task(),
      activities: NO_ACTIVITIES,
    }
  }

  async digest(tag: string): Promise<string | null> {
    const accept = 'application/vnd.oci.image.manifest.v1+json'
    const url = `http://${registry.host}/v2/${this.prefix}/a/manifests/${tag}`
    return (await fetch(url, { method: 'HEAD', headers: { accept } })).headers.get('docker-content-digest')
  }
}

async function contentTagOf(run: PublishPorts): Promise<string> {
  return (await resolveTarget(run, 'a')).contentTag
}

/** Runs of so many commits at once, each beginning with its push to the remote, which git lets happen in order only. */
async function race(publishers: number): Promise<void> {
  const branch = await new Branch().create()
  const commits = []
  for (let number = 0; number < publishers; number += 1) commits.push(await branch.commit(`${number}`))
  const newest = commits.at(-1)
  let pushed: Promise<unknown> = Promise.resolve()
  const ends = commits.map(async ({ root, push }) => {
    await (pushed = pushed.then(push))
    return publishImage(await branch.run(root), 'a', LATEST)
  })
  expect((await Promise.all(ends)).map(({ outcome }) => outcome)).toEqual(commits.map(() => 'pushed'))
  const wanted = await branch.digest(await contentTagOf(await branch.run(newest?.root ?? '')))
  expect(wanted).toMatch(/^sha256:/)
  expect(await branch.digest('latest')).toBe(wanted)
}

/** As many as the long form of the fault suite asks for, or a few. */
const RACES = Number(process.env['MODULE_IMAGES_TEST_RACES'] ?? 5)

describe('runs of different commits', () => {
  it(`${RACES} races of two: latest is the newest commit's image`, async () => {
    for (let number = 0; number < RACES; number += 1) await race(2)
  }, 300_000)

  it(`${RACES} races of five: latest is the newest commit's image`, async () => {
    for (let number = 0; number < RACES; number += 1) await race(5)
  }, 600_000)

  it('one that finds out too late that it is not the newest gives latest to the newest', async () => {
    const branch = await new Branch().create()
    const [older, newer] = [await branch.commit('older'), await branch.commit('newer')]
    await older.push()
    const run = await branch.run(older.root, {
      // The whole of the newer run falls between the older one's question for the tip and its PUT.
      observe: (client) =>
        Object.assign(Object.create(client) as RegistryClient, {
          putManifest: async (...args: Parameters<RegistryClient['putManifest']>) => {
            if (args[0].tag === 'latest' && branch.logged.every((line) => !line.includes('latest is now'))) {
              await newer.push()
              await publishImage(await branch.run(newer.root), 'a', LATEST)
            }
            return client.putManifest(...args)
          },
        }),
    })
    const receipt = await publishImage(run, 'a', LATEST)
    expect(await branch.digest('latest')).toBe(await branch.digest(await contentTagOf(await branch.run(newer.root))))
    expect(receipt).toMatchObject({ tags: [], reason: 'not yet in the registry; latest left alone' })
    expect(branch.logged.at(-1)).toMatch(/latest is left alone: given to the image of a newer commit/)
  })

  it('one that is not the newest from the start publishes its content and its release, and leaves latest alone', async () => {
    const branch = await new Branch().create()
    const [older, newer] = [await branch.commit('older'), await branch.commit('newer')]
    await older.push()
    await newer.push()
    const run = await branch.run(older.root)
    const receipt = await publishImage(run, 'a', { tags: { releases: ['v1'], branch: ['latest'] }, moveTags: false })
    expect(await branch.digest('latest')).toBeNull()
    expect(await branch.digest('v1')).toBe(await branch.digest(receipt.contentTag))
    expect(receipt.tags).toEqual(['v1'])
  })
})

describe('work that is in no commit', () => {
  const release: PublishOptions = { tags: { releases: ['v1'], branch: ['latest'] }, moveTags: false }
  const count = '1 file is not as in the commit'
  const file = 'modules/a/own (differs from the commit)'

  it('is published under its content tag alone, and its release is refused', async () => {
    const branch = await new Branch().create()
    const { root, push } = await branch.commit('committed')
    await push()
    writeFiles(root, { 'modules/a/own': 'changed' })
    const receipt = await publishImage(await branch.run(root), 'a', LATEST)
    expect([receipt.tags, await branch.digest('latest')]).toEqual([[], null])
    expect(await branch.digest(receipt.contentTag)).toBe(receipt.digest)
    expect(branch.logged.at(-1)).toContain(`latest is left alone: ${count}`)
    await expect(publishImage(await branch.run(root), 'a', release)).rejects.toMatchObject({
      code: 'release-uncommitted',
      message: expect.stringContaining(`${count}:\n    ${file}`) as string,
    })
    expect(await branch.digest('v1')).toBeNull()
  })

  it('may be shown by a registry on this machine, which is said', async () => {
    const branch = await new Branch().create()
    const { root, push } = await branch.commit('committed')
    await push()
    writeFiles(root, { 'modules/a/own': 'changed' })
    const receipt = await publishImage(await branch.run(root, { local: true }), 'a', release)
    expect([await branch.digest('latest'), await branch.digest('v1')]).toEqual([receipt.digest, receipt.digest])
    expect(receipt.reason).toBe('not yet in the registry; of work that is in no commit')
    expect(branch.logged[0]).toBe(`a  warning: ${count}; published because the registry is on this machine\n    ${file}`)
  })

  it('elsewhere in the checkout does not matter', async () => {
    const branch = await new Branch().create()
    const { root, push } = await branch.commit('committed')
    await push()
    writeFiles(root, { 'modules/a/notes.txt': 'not an input' })
    expect((await publishImage(await branch.run(root), 'a', release)).tags).toEqual(['v1', 'latest'])
  })
})

it('a checkout whose repository cannot be read moves no tag: it might be an older one', async () => {
  const branch = await new Branch().create()
  const { root, push } = await branch.commit('unreadable')
  await push()
  writeFiles(root, { '.git/HEAD': '' })
  await expect(publishImage(await branch.run(root), 'a', LATEST)).rejects.toMatchObject({ code: 'repository-unreadable' })
  expect(await branch.digest('latest')).toBeNull()
})

describe('a checkout of no remote', () => {
  it('moves its tags, and says once that nobody was asked', async () => {
    const branch = await new Branch().create()
    const { root } = await branch.commit('alone')
    await runTestGit(root, 'remote', 'remove', 'origin')
    const run = await branch.run(root)
    expect((await publishImage(run, 'a', LATEST)).tags).toEqual(['latest'])
    await publishImage(run, 'a', { ...LATEST, tags: { releases: [], branch: ['latest', 'main'] } })
    expect(branch.logged.filter((line) => line.includes('Nobody was asked'))).toEqual([
      "Nobody was asked whether this is the branch's newest commit: git has no remote 'origin'. Its tags move.",
    ])
  })
})

describe('a remote that does not answer', () => {
  it('keeps latest where it is, and says what to do', async () => {
    const branch = await new Branch().create()
    const { root } = await branch.commit('alone')
    await runTestGit(root, 'remote', 'set-url', 'origin', join(root, 'no-such.git'))
    const run = await branch.run(root)
    await expect(publishImage(run, 'a', LATEST)).rejects.toMatchObject({
      code: 'git-remote-failed',
      message: expect.stringContaining('could not be asked') as string,
      fix: expect.stringContaining('tipRemote') as string,
    })
    expect(await branch.digest('latest')).toBeNull()
    expect(await branch.digest(await contentTagOf(run))).toMatch(/^sha256:/)
  })
})

describe('a release tag', () => {
  const release = (moveTags = false): PublishOptions => ({ tags: { releases: ['v1'], branch: ['latest'] }, moveTags })

  it('that names another image stays, and nothing of the module moves or is uploaded, unless told to', async () => {
    const branch = await new Branch().create()
    const [one, two] = [await branch.commit('one'), await branch.commit('two')]
    const runOf = async (root: string) => ({ ...(await branch.run(root)), tip: NO_TIP })
    const first = await publishImage(await runOf(one.root), 'a', release())
    const second = await runOf(two.root)
    await expect(publishImage(second, 'a', release())).rejects.toMatchObject({ code: 'release-tag-taken' })
    expect([await branch.digest('v1'), await branch.digest('latest')]).toEqual([first.digest, first.digest])
    expect(await branch.digest(await contentTagOf(second))).toBeNull()
    const moved = await publishImage(await runOf(two.root), 'a', release(true))
    expect([await branch.digest('v1'), await branch.digest('latest')]).toEqual([moved.digest, moved.digest])
    await expect(publishImage(await runOf(one.root), 'a', release())).rejects.toMatchObject({ code: 'release-tag-taken' })
  })

  it('of two machines that publish the same key at once names one digest with all other tags', async () => {
    for (let number = 0; number < 5; number += 1) {
      const branch = await new Branch().create()
      const { root } = await branch.commit(`${number}`)
      const clone = await branch.commit(`${number}`)
      const runs = await Promise.all([root, clone.root].map(async (at) => ({ ...(await branch.run(at)), tip: NO_TIP })))
      await Promise.all(runs.map((run) => publishImage(run, 'a', release())))
      const content = await branch.digest(await contentTagOf(await branch.run(root)))
      expect([await branch.digest('v1'), await branch.digest('latest')]).toEqual([content, content])
    }
  })
})
