import { KEY_LABEL, parseImageReference, partTag } from '@module-images/core'
import { createRegistryClient, renderPlatform, systemClock } from '@module-images/registry'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { NO_REPOSITORY } from '../committed/committed-content.js'
import { createImageTags } from '../registry-view/image-tags.js'
import { NO_ACTIVITIES } from '../session/activities.js'
import { resolveTarget } from '../session/image-target.js'
import { heldImages } from '../testing/held-images.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { NO_TIP } from './branch-tip.js'
import { findParts } from './find-parts.js'
import { publishImage, type PublishPorts } from './publish-image.js'
import { PLAIN_REPOSITORIES } from './repositories.js'

const PLATFORMS = ['linux/amd64', 'linux/arm64']
const LATEST = { tags: { releases: [], branch: ['latest'] }, moveTags: false }

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry?.stop())

let [names, prefix, calls] = [0, '', [] as string[]]
beforeEach(() => {
  prefix = `parts${(names += 1)}`
  calls = []
})

/** A machine whose engine has the image of one platform, or of all. */
async function createMachine(part?: string) {
  const files = { 'modules/a/Dockerfile': 'FROM scratch\nCOPY own /own\n', 'modules/a/own': prefix }
  const workspace = readWorkspace(temporaryWorkspace(files, { platforms: PLATFORMS }))
  const client = createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } })
  const base = { workspace, registryPrefix: `${registry.host}/${prefix}`, contentKeys: createContentKeys(workspace), part }
  const wanted = await resolveTarget(base, 'a')
  const platforms = part === undefined ? PLATFORMS : [part]
  const run: PublishPorts = {
    ...base,
    engine: {
      tag: async () => undefined,
      inspect: async () => ({ kind: 'missing' }),
      push: async (reference) => {
        calls.push(`push ${reference.slice(reference.lastIndexOf(':') + 1)}`)
        return {
          digest: await registry.put(`${prefix}/a`, wanted.contentTag, { content: prefix, platforms, labels: { [KEY_LABEL]: wanted.key } }),
        }
      },
    },
    ...{ engineImages: heldImages(wanted), digests: new Map(), imageTags: createImageTags(client), registry: client },
    ...{ pushConfig: async () => undefined, repositories: PLAIN_REPOSITORIES, tip: NO_TIP, committed: NO_REPOSITORY },
    ...{ clock: systemClock, signal: new AbortController().signal, activities: NO_ACTIVITIES },
    pushes: <T>(task: () => Promise<T>) => task(),
    ...{ log: () => undefined, logOnce: () => undefined, localRegistry: false },
  }
  return { run, wanted, client }
}

it('merges by digest what each machine has pushed, and builds and uploads nothing for it', async () => {
  const digests = new Map<string, string | undefined>()
  for (const platform of PLATFORMS) {
    const { run } = await createMachine(platform)
    const receipt = await publishImage(run, 'a', LATEST)
    expect(receipt).toMatchObject({ outcome: 'pushed', tags: [] })
    digests.set(platform, receipt.digest)
  }
  const { run, wanted, client } = await createMachine()
  const reference = (tag: string) => parseImageReference(`${wanted.image}:${tag}`)
  expect(await client.headManifest(reference('latest'))).toEqual({ kind: 'missing' })
  const { outcome, digest } = await publishImage(run, 'a', LATEST)
  expect(outcome).toBe('pushed')
  expect(calls).toEqual(PLATFORMS.map((platform) => `push ${partTag(wanted.contentTag, platform)}`))
  const merged = await client.getManifest(reference('latest'))
  if (merged.kind === 'missing' || merged.manifest.content.kind !== 'index') throw new Error('There is no index.')
  expect(merged.manifest.digest).toBe(digest)
  const entries = merged.manifest.content.manifests.map((entry) => [entry.platform && renderPlatform(entry.platform), entry.digest])
  expect(new Map(entries as [string, string][])).toEqual(digests)
  expect(await client.verifyImage(reference(wanted.contentTag))).toMatchObject({ kind: 'whole', digest })
})

it('builds and uploads all of it where a part is missing', async () => {
  const { run: part } = await createMachine('linux/amd64')
  await publishImage(part, 'a', LATEST)
  const { run, wanted } = await createMachine()
  expect(await findParts(run, wanted)).toBeUndefined()
  await publishImage(run, 'a', LATEST)
  expect(calls.at(-1)).toBe(`push ${wanted.contentTag}`)
})

it.each([
  ['another key', { platforms: ['linux/arm64'], key: 'f'.repeat(64) }, 'wrong-key-label'],
  ['another platform', { platforms: ['linux/amd64'], key: undefined }, 'wrong-part-platform'],
])('merges no part of %s', async (_, { platforms, key }, code) => {
  const { run: first } = await createMachine('linux/amd64')
  await publishImage(first, 'a', LATEST)
  const { run, wanted, client } = await createMachine()
  const labels = { [KEY_LABEL]: key ?? wanted.key }
  await registry.put(`${prefix}/a`, partTag(wanted.contentTag, 'linux/arm64'), { content: 'other', platforms, labels })
  await expect(publishImage(run, 'a', LATEST)).rejects.toMatchObject({ code })
  expect(await client.headManifest(parseImageReference(`${wanted.image}:${wanted.contentTag}`))).toEqual({ kind: 'missing' })
})

it('takes the whole image for a part of it, once that is there', async () => {
  const { run: whole, wanted } = await createMachine()
  await publishImage(whole, 'a', LATEST)
  const { run: part } = await createMachine('linux/arm64')
  expect((await publishImage(part, 'a', LATEST)).outcome).toBe('present')
  expect(calls).toEqual([`push ${wanted.contentTag}`])
})

it('has no part of an image that is not for the platform', async () => {
  const { wanted } = await createMachine()
  expect((await createMachine('linux/s390x')).wanted.contentTag).toBe(wanted.contentTag)
})
