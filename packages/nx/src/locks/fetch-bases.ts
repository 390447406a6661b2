import {
  type ImageReference,
  type LockedBase,
  type Mirror,
  ModuleImagesError,
  renderImageReference,
  type ResolvedBase,
} from '@module-images/core'
import { isAttestation, type Manifest, type RegistryClient, renderPlatform } from '@module-images/registry'
import { baseReference } from '../apply/base-source.js'

/** What there is to ask with. */
export interface BaseDoor {
  readonly registry: RegistryClient
  readonly mirrors: readonly Mirror[]
  /** What locks of the workspace say, by the text of the base: a base that has not moved since then costs one HEAD. */
  readonly known: ReadonlyMap<string, readonly LockedBase[]>
}

/** What registries have of each base, by its text; `problems` where one could not be asked, one for each host and kind of trouble. */
export interface BaseAnswers {
  readonly resolved: ReadonlyMap<string, ResolvedBase>
  readonly problems: readonly ModuleImagesError[]
}

/** Asks for each image once, whatever texts name it. The registry client bounds the requests under way. */
export async function fetchBases(texts: readonly string[], door: BaseDoor): Promise<BaseAnswers> {
  const groups = new Map<string, { readonly reference: ImageReference; readonly texts: string[] }>()
  for (const text of new Set(texts)) {
    const reference = baseReference(text, door.mirrors)
    const name = renderImageReference(reference)
    const group = groups.get(name) ?? { reference, texts: [] }
    group.texts.push(text)
    groups.set(name, group)
  }
  const resolved = new Map<string, ResolvedBase>()
  const failures: Failure[] = []
  const asked = [...groups.values()].map(async ({ reference, texts: names }) => {
    try {
      const base = await fetchBase(reference, knownBases(names, door), door.registry)
      for (const text of names) resolved.set(text, base)
    } catch (error) {
      if (!(error instanceof ModuleImagesError) || error.kind !== 'remote' || error.code === 'registry-interrupted') throw error
      failures.push({ error, host: reference.host, texts: names })
    }
  })
  await Promise.all(asked)
  return { resolved, problems: groupFailures(failures) }
}

function knownBases(texts: readonly string[], { known }: BaseDoor): LockedBase[] {
  return texts.flatMap((text) => known.get(text) ?? [])
}

async function fetchBase(reference: ImageReference, known: readonly LockedBase[], registry: RegistryClient): Promise<ResolvedBase> {
  if (known.length > 0) {
    const head = await registry.headManifest(reference)
    if (head.kind === 'missing') return head
    const same = known.find(({ digest }) => digest === head.digest)
    if (same) return { kind: 'found', digest: same.digest, platforms: same.platforms }
  }
  const reply = await registry.getManifest(reference)
  if (reply.kind === 'missing') return reply
  const platforms = await fetchPlatforms(reference, reply.manifest, registry)
  return { kind: 'found', digest: reply.manifest.digest, platforms: [...new Set(platforms)].sort() }
}

/** An index lists them; a single image says its own in its configuration. */
async function fetchPlatforms(reference: ImageReference, { content }: Manifest, registry: RegistryClient): Promise<string[]> {
  if (content.kind === 'image') return [renderPlatform(await registry.readConfig(reference, content.config))]
  return content.manifests.flatMap((entry) => (entry.platform && !isAttestation(entry) ? [renderPlatform(entry.platform)] : []))
}

interface Failure {
  readonly error: ModuleImagesError
  readonly host: string
  readonly texts: readonly string[]
}

/** A registry that is down is one problem, however many bases it has. */
function groupFailures(failures: readonly Failure[]): ModuleImagesError[] {
  const groups = new Map<string, { readonly error: ModuleImagesError; readonly host: string; readonly texts: string[] }>()
  for (const { error, host, texts } of failures) {
    const name = `${host} ${error.code}`
    const group = groups.get(name) ?? { error, host, texts: [] }
    group.texts.push(...texts)
    groups.set(name, group)
  }
  return [...groups.values()].map(({ error, host, texts }) => {
    const hint =
      error.code === 'registry-unreachable'
        ? 'Check the network. A mirror or a pull-through cache is configured in nx.json, option "mirrors", or in MODULE_IMAGES_MIRRORS.'
        : error.hint
    return new ModuleImagesError({
      code: error.code,
      kind: 'remote',
      message: `${error.message} Bases at ${host} that are not resolved: ${texts.sort().join(', ')}.`,
      hint,
      cause: error,
    })
  })
}
