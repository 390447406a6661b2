import { type ContentKey, contentTag, ModuleImagesError, type RegistryState } from '@module-images/core'
import type { Manifest, ManifestReply } from '@module-images/registry'
import { expect, it } from 'vitest'
import type { FoundImage } from '../session/engine-images.js'
import { createParentTags } from './parent-tags.js'
import { bindParent } from './parent-source.js'
import type { ImageTarget } from '../session/image-target.js'

const KEY = 'a'.repeat(64) as ContentKey
const [ID, LOCAL, PUBLISHED] = ['1', '2', '3'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string, string]
const parent = { module: { name: 'pa', image: 'pa' }, key: KEY, contentTag: contentTag(KEY), image: 'r.example/p/pa' } as ImageTarget
const OWN_TAG = new RegExp(`^mirror/pa:run-[0-9a-f]{8}-${process.pid}-a{12}$`)

interface State {
  /** Undefined where the engine lacks it. */
  readonly local?: { readonly digest?: string }
  readonly registry: RegistryState | ModuleImagesError
}

/** Of an image whose parts nobody asks for. */
function manifestOf(digest: string): Manifest {
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 1 }
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  return { digest, mediaType, bytes: new Uint8Array(), content: { kind: 'image', config, layers: [] } }
}

/** A run over an engine and a registry in this state, and the tags it gave and took. */
function createRun({ local, registry }: State) {
  const tags: string[] = []
  const image: FoundImage = { repository: 'mirror/pa', tag: parent.contentTag, id: ID, entrypoint: [], size: 1, platform: 'linux/amd64' }
  const parentTags = createParentTags({
    tag: async (source, target) => void tags.push(`tag ${source} ${target}`),
    remove: async (reference) => void tags.push(`remove ${reference}`),
  })
  const state = async () => {
    if (registry instanceof ModuleImagesError) throw registry
    return registry
  }
  const find = async (): Promise<ManifestReply> => {
    const known = await state()
    if (known.kind === 'unknown') throw new ModuleImagesError({ code: 'registry-unreachable', kind: 'remote', message: known.reason })
    return known.kind === 'missing' ? known : { kind: 'present', manifest: manifestOf(known.digest) }
  }
  const run = {
    engineImages: { findKnown: async () => (local === undefined ? undefined : { ...image, ...local }) },
    imageTags: () => ({ contentState: state, find }),
    ...{ parentTags, digests: new Map<string, string>(), workspace: { settings: { targets: { build: 'docker-build' } } } },
  }
  return { run, tags }
}

const published = { kind: 'present', digest: PUBLISHED } as const
const missing = { kind: 'missing' } as const
const down = { kind: 'unknown', reason: 'down' } as const
const foreign = new ModuleImagesError({ code: 'wrong-key-label', kind: 'remote', message: 'foreign' })

it.each([
  ['where only that has it', undefined, { registry: published }],
  ['for a chosen builder, whatever the engine has', 'far', { local: { digest: LOCAL }, registry: published }],
])("takes the registry's by digest %s", async (_, builder, state: State) => {
  const { run, tags } = createRun(state)
  expect(await bindParent(run, parent, builder)).toBe(`r.example/p/pa@${PUBLISHED}`)
  expect([tags, run.digests.get('pa')]).toEqual([[], PUBLISHED])
})

it.each([
  ['whatever the registry has', undefined, published],
  ["though the registry has somebody else's under its content tag", undefined, foreign],
  ['for a chosen builder where only that has it', 'far', missing],
  ['for a chosen builder where the registry is down', 'far', down],
])("takes the engine's by a tag of the run's own %s, and remembers its digest", async (_, builder, registry) => {
  const { run, tags } = createRun({ local: { digest: LOCAL }, registry })
  const reference = await bindParent(run, parent, builder)
  expect(reference).toMatch(OWN_TAG)
  expect([tags, run.digests.get('pa')]).toEqual([[`tag ${ID} ${reference}`], LOCAL])
})

it('gives an image one tag for all its children, and takes it away when the run closes', async () => {
  const { run, tags } = createRun({ local: {}, registry: missing })
  const [one, other] = await Promise.all([bindParent(run, parent, undefined), bindParent(run, parent, undefined)])
  expect(one).toMatch(OWN_TAG)
  expect([other, tags]).toEqual([one, [`tag ${ID} ${one}`]])
  await run.parentTags.removeAll()
  expect(tags.slice(1)).toEqual([`remove ${one}`])
  expect(run.digests.has('pa')).toBe(false)
})

it('takes the tag away before its image goes, and gives it anew to who asks after that', async () => {
  const { run, tags } = createRun({ local: {}, registry: missing })
  const tag = await bindParent(run, parent, undefined)
  await run.parentTags.remove(parent)
  await run.parentTags.removeAll()
  expect(await bindParent(run, parent, undefined)).toBe(tag)
  expect(tags.map((call) => call.split(' ')[0])).toEqual(['tag', 'remove', 'tag'])
})

it.each([
  ['neither has it', undefined, missing, 'image-not-built'],
  ["the registry has somebody else's under its content tag", undefined, foreign, 'wrong-key-label'],
  ['the registry cannot be asked', undefined, down, 'registry-unreachable'],
  ["the registry has somebody else's, and the builder is another machine", 'far', foreign, 'wrong-key-label'],
])('fails where %s', async (_, builder, registry, code) => {
  await expect(bindParent(createRun({ registry }).run, parent, builder)).rejects.toMatchObject({ code })
})
