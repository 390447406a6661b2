import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEY_LABEL, parseImageReference } from '@module-images/core'
import type { Engine } from '@module-images/engine'
import { createRegistryClient, type RegistryClient, systemClock } from '@module-images/registry'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { NO_REPOSITORY } from '../committed/committed-content.js'
import { heldImages } from '../testing/held-images.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { NO_TIP } from './branch-tip.js'
import { PLAIN_REPOSITORIES } from './repositories.js'
import { publishImage, type PublishOptions, type PublishPorts } from './publish-image.js'
import { createSigner } from './image-signer.js'
import { createImageTags } from '../registry-view/image-tags.js'
import { resolveTarget } from '../session/image-target.js'
import { NO_ACTIVITIES } from '../session/activities.js'

const publishOptions = (releases: readonly string[], branch: readonly string[], moveTags = false): PublishOptions => ({
  tags: { releases, branch },
  moveTags,
})
const LATEST = publishOptions([], ['latest'])

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

let prefix = ''
let [names, calls] = [0, [] as string[]]
beforeEach(() => {
  prefix = `p${(names += 1)}`
  calls = []
})

/** One machine's run over the module `a`, whose engine has its image and uploads it as `content`. */
async function createRun(content: string, hooks: { afterPut?: (put: number) => Promise<void> } = {}) {
  const workspace = readWorkspace(temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY own /own\n', 'modules/a/own': prefix }))
  const client = createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } })
  let puts = 0
  const observed: RegistryClient = Object.assign(Object.create(client) as RegistryClient, {
    putManifest: async (...args: Parameters<RegistryClient['putManifest']>) => {
      const put = await client.putManifest(...args)
      await hooks.afterPut?.((puts += 1))
      return put
    },
  })
  const base = { workspace, registryPrefix: `${registry.host}/${prefix}`, contentKeys: createContentKeys(workspace) }
  const wanted = await resolveTarget(base, 'a')
  const upload = (text: string, key: string = wanted.key) =>
    registry.put(`${prefix}/a`, wanted.contentTag, { content: text, labels: { [KEY_LABEL]: key } })
  const engine: Pick<Engine, 'push' | 'inspect' | 'tag'> = {
    tag: async () => undefined,
    inspect: async () => ({ kind: 'missing' }),
    push: async () => {
      calls.push(`push ${content}`)
      return { digest: await upload(content) }
    },
  }
  const run: PublishPorts = {
    ...base,
    engine,
    engineImages: heldImages(wanted),
    digests: new Map(),
    ...{ imageTags: createImageTags(observed), registry: observed },
    pushConfig: async () => undefined,
    repositories: PLAIN_REPOSITORIES,
    tip: NO_TIP,
    committed: NO_REPOSITORY,
    clock: systemClock,
    signal: new AbortController().signal,
    pushes: <T>(task: () => Promise<T>) => task(),
    activities: NO_ACTIVITIES,
    ...{ log: () => undefined, logOnce: () => undefined, localRegistry: false },
  }
  return { run, workspace, wanted, upload }
}

/** What the module's content tag and its `latest` name. */
async function digests(contentTag: string): Promise<(string | null)[]> {
  const accept = 'application/vnd.oci.image.manifest.v1+json'
  const head = (tag: string) => fetch(`http://${registry.host}/v2/${prefix}/a/manifests/${tag}`, { method: 'HEAD', headers: { accept } })
  return Promise.all([contentTag, 'latest'].map(async (tag) => (await head(tag)).headers.get('docker-content-digest')))
}

const quiet = { env: {}, signal: new AbortController().signal }

it('signs what it uploads before any tag but the content tag names it, and nothing that was there', async () => {
  const { run, workspace, wanted } = await createRun('mine')
  const file = join(mkdtempSync(join(tmpdir(), 'module-images-key-')), 'key.pem')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const registryClient = createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } })
  const logged: string[] = []
  const signer = createSigner({
    registry: registryClient,
    imageTags: run.imageTags,
    workspace,
    ...quiet,
    method: { kind: 'key', from: file },
  })
  const log = (line: string) => void logged.push(line)
  const { digest = '' } = await publishImage({ ...run, signer, log }, 'a', LATEST)
  const { host, repository } = parseImageReference(wanted.image)
  expect(await registryClient.listReferrers({ host, repository }, digest)).toHaveLength(3)
  await publishImage({ ...run, signer, log }, 'a', LATEST)
  expect(logged.slice(1)).toEqual([
    `a  3 signed statements were put beside ${wanted.image}@${digest}`,
    `a  ${wanted.image}:latest is now ${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`,
  ])
})

it('uploads nothing where the key cannot be read', async () => {
  const { run, workspace } = await createRun('mine')
  const signer = createSigner({
    registry: createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } }),
    ...{ imageTags: run.imageTags, workspace, ...quiet, method: { kind: 'key', from: '/none/key' } },
  })
  await expect(publishImage({ ...run, signer }, 'a', LATEST)).rejects.toMatchObject({ code: 'unreadable-file' })
  expect(calls).toEqual([])
})

describe('publishing what another machine publishes too', () => {
  it('uploads nothing when the other was done before the upload began', async () => {
    const { run, wanted, upload } = await createRun('mine')
    expect(await run.imageTags(wanted).find()).toEqual({ kind: 'missing' })
    const theirs = await upload('theirs')
    const receipt = await publishImage(run, 'a', LATEST)
    expect({ outcome: receipt.outcome, digest: receipt.digest, calls }).toEqual({ outcome: 'promoted', digest: theirs, calls: [] })
    expect(await digests(wanted.contentTag)).toEqual([theirs, theirs])
  })

  it('follows the content tag when the other uploads over it while tags move', async () => {
    let theirs = ''
    const afterPut = async (put: number) => {
      if (put === 1) theirs = await upload('theirs')
    }
    const { run, wanted, upload } = await createRun('mine', { afterPut })
    const receipt = await publishImage(run, 'a', LATEST)
    expect({ outcome: receipt.outcome, digest: receipt.digest, calls }).toEqual({ outcome: 'pushed', digest: theirs, calls: ['push mine'] })
    expect(await digests(wanted.contentTag)).toEqual([theirs, theirs])
  })

  it('leaves all tags on one digest, whoever is first', async () => {
    const [one, other] = [await createRun('one'), await createRun('other')]
    const receipts = await Promise.all([one, other].map(({ run }) => publishImage(run, 'a', LATEST)))
    const [content, latest] = await digests(one.wanted.contentTag)
    expect(latest).toBe(content)
    expect(receipts.map(({ digest }) => digest)).toContain(content)
  })

  it('asks three times for an image that is there and a tag that is not, and once for its label', async () => {
    const { run, wanted, upload } = await createRun('mine')
    await upload('before')
    await registry.takeRequests()
    await publishImage(run, 'a', publishOptions(['v1'], []))
    const manifests = `/v2/${prefix}/a/manifests`
    expect(await registry.takeRequests()).toEqual([`GET ${manifests}/${wanted.contentTag}`, `HEAD ${manifests}/v1`, `PUT ${manifests}/v1`])
  })
})

describe('publishing what was in the registry before', () => {
  /** Takes the image's configuration away, as a registry's own failure might. */
  async function loseConfig(contentTag: string): Promise<void> {
    const repository = `http://${registry.host}/v2/${prefix}/a`
    const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' }
    const { config } = (await (await fetch(`${repository}/manifests/${contentTag}`, { headers })).json()) as { config: { digest: string } }
    expect((await fetch(`${repository}/blobs/${config.digest}`, { method: 'DELETE' })).status).toBe(202)
  }

  it('moves latest to no image that has lost a part, as of a run that was killed before it looked', async () => {
    const { run, wanted, upload } = await createRun('mine')
    const digest = await upload('before')
    await loseConfig(wanted.contentTag)
    await expect(publishImage(run, 'a', LATEST)).rejects.toMatchObject({ code: 'image-incomplete' })
    expect(await digests(wanted.contentTag)).toEqual([digest, null])
  })

  it('moves latest to no image of another key', async () => {
    const { run, wanted, upload } = await createRun('mine')
    const digest = await upload('before', 'f'.repeat(64))
    await expect(publishImage(run, 'a', LATEST)).rejects.toMatchObject({ code: 'wrong-key-label' })
    expect(await digests(wanted.contentTag)).toEqual([digest, null])
  })

  it('asks twice where latest names it already', async () => {
    const { run, wanted, upload } = await createRun('mine')
    await upload('before')
    await publishImage(run, 'a', LATEST)
    await registry.takeRequests()
    const { run: next } = await createRun('mine')
    expect(await publishImage(next, 'a', LATEST)).toMatchObject({ outcome: 'present', tags: ['latest'] })
    const manifests = `/v2/${prefix}/a/manifests`
    expect(await registry.takeRequests()).toEqual([`GET ${manifests}/${wanted.contentTag}`, `HEAD ${manifests}/latest`])
  })
})
