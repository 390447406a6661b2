import {
  type FoundBase,
  type ImageReference,
  type LockedBase,
  type Mirror,
  ModuleImagesError,
  renderImageReference,
  type ResolvedBase,
} from '@module-images/core'
import { type Manifest, type RegistryClient, renderPlatform } from '@module-images/registry'
import { baseReference } from '../../build/base-source.js'
import { fetchFirstImage, imagesOf } from '../../registry-view/first-image.js'

/** What there is to ask with. */
export interface BasePorts {
  readonly registry: RegistryClient
  readonly mirrors: readonly Mirror[]
  /** What locks of the workspace say, by the text of the base: a base that has not moved since then costs one HEAD. */
  readonly known: ReadonlyMap<string, readonly LockedBase[]>
}

/** What registries have of each base, by its text. */
export interface BaseAnswers {
  readonly resolved: ReadonlyMap<string, ResolvedBase>
  /** Why a registry could not be asked: one error for each host and kind of trouble, whatever bases it is about. */
  readonly unresolved: ReadonlyMap<string, ModuleImagesError>
}

/** Asks for each image once, whatever texts name it. The registry client bounds the requests under way. */
export async function fetchBases(texts: readonly string[], ports: BasePorts): Promise<BaseAnswers> {
  const groups = new Map<string, { readonly reference: ImageReference; readonly texts: string[] }>()
  for (const text of new Set(texts)) {
    const reference = baseReference(text, ports.mirrors)
    const name = renderImageReference(reference)
    const group = groups.get(name) ?? { reference, texts: [] }
    group.texts.push(text)
    groups.set(name, group)
  }
  const resolved = new Map<string, ResolvedBase>()
  const failures: Failure[] = []
  const asked = [...groups.values()].map(async ({ reference, texts: names }) => {
    try {
      const base = await fetchBase(reference, knownBases(names, ports), ports.registry)
      for (const text of names) resolved.set(text, base)
    } catch (error) {
      if (!(error instanceof ModuleImagesError) || error.kind !== 'remote' || error.code === 'registry-interrupted') throw error
      failures.push({ error, host: reference.host, texts: names })
    }
  })
  await Promise.all(asked)
  return { resolved, unresolved: groupFailures(failures) }
}

function knownBases(texts: readonly string[], { known }: BasePorts): LockedBase[] {
  return texts.flatMap((text) => known.get(text) ?? [])
}

async function fetchBase(reference: ImageReference, known: readonly LockedBase[], registry: RegistryClient): Promise<ResolvedBase> {
  if (known.length > 0) {
    const head = await registry.headManifest(reference)
    if (head.kind === 'missing') return head
    const same = known.find(({ digest }) => digest === head.digest)
    if (same) return { kind: 'found', ...same }
  }
  const reply = await registry.getManifest(reference)
  if (reply.kind === 'missing') return reply
  return { kind: 'found', ...(await describeBase(reference, reply.manifest, registry)) }
}

/** An index lists its platforms; a single image says its own. */
async function describeBase(reference: ImageReference, manifest: Manifest, registry: RegistryClient): Promise<FoundBase> {
  const { content, digest } = manifest
  const first = await fetchFirstImage(reference, content, registry)
  const config = first && (await registry.readConfig(reference, first.config))
  const described = content.kind === 'index' ? imagesOf(content).map(({ platform }) => platform) : [config]
  const platforms = new Set(described.flatMap((platform) => (platform ? [renderPlatform(platform)] : [])))
  return { digest, platforms: [...platforms].sort(), ...(config?.onbuild.length ? { onbuild: config.onbuild } : {}) }
}

interface Failure {
  readonly error: ModuleImagesError
  readonly host: string
  readonly texts: readonly string[]
}

/** A registry that is down is one problem, however many bases it has. */
function groupFailures(failures: readonly Failure[]): Map<string, ModuleImagesError> {
  const groups = new Map<string, { readonly error: ModuleImagesError; readonly host: string; readonly texts: string[] }>()
  for (const { error, host, texts } of failures) {
    const name = `${host} ${error.code}`
    const group = groups.get(name) ?? { error, host, texts: [] }
    group.texts.push(...texts)
    groups.set(name, group)
  }
  return new Map(
    [...groups.values()].flatMap((group) => {
      const error = unresolvedBases(group)
      return group.texts.map((text) => [text, error] as const)
    }),
  )
}

function unresolvedBases({ error, host, texts }: Failure): ModuleImagesError {
  const fix =
    error.code === 'registry-unreachable'
      ? 'Check the network. A mirror or a pull-through cache is configured in nx.json, option "mirrors", or in MODULE_IMAGES_MIRRORS.'
      : error.fix
  return new ModuleImagesError({
    code: error.code,
    kind: 'remote',
    message: `${error.message} Bases at ${host} that are not resolved: ${texts.toSorted().join(', ')}.`,
    fix,
    cause: error,
  })
}
