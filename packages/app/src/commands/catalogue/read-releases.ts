import { compareVersions, type CatalogueModuleFacts, type ReleaseFacts } from '@module-images/catalogue'
import { ModuleImagesError, parseImageReference, sortPushTags } from '@module-images/core'
import { findCommit, type GitPlace } from '@module-images/git'
import type { RegistryClient } from '@module-images/registry'
import type { Workspace } from '@module-images/workspace'
import { withWorkspaceAt } from '../../history/workspace-at.js'
import { LOCKFILES } from '../../packages/lockfile-files.js'
import { readModuleLockfiles } from '../../packages/read-module-lockfiles.js'
import { readImageDetails } from '../../registry-view/read-image-details.js'
import { taggedReference } from '../../registry-view/tagged-reference.js'

/** Releases of a module that are shown, the newest. */
const SHOWN = 5
/** `v1.2.0`, `2026-11-02`: neither content tags nor those of caches and signatures. */
const RELEASE = /^v?\d/

export interface ReadReleasesOptions {
  readonly registry: RegistryClient
  readonly place: GitPlace
  readonly movableTags: readonly string[]
}

type Release = Omit<ReleaseFacts, 'lockfiles'>
type Module = Pick<CatalogueModuleFacts, 'name' | 'root' | 'image'>

/** The releases of modules, as far as registry and git tell of them: a history that cannot be had is no error. */
export async function readReleases(
  modules: readonly Module[],
  options: ReadReleasesOptions,
): Promise<ReadonlyMap<string, readonly ReleaseFacts[]>> {
  const releases = new Map<string, readonly Release[]>()
  await Promise.all(
    modules.map(async (module) => void releases.set(module.name, (await orUndefined(() => readTags(module, options))) ?? [])),
  )
  const tags = new Set([...releases.values()].flatMap((list) => list.map(({ tag }) => tag)))
  const lockfiles = new Map<string, ReadonlyMap<string, ReleaseFacts['lockfiles']>>()
  // One after the other: each may be a large tree.
  for (const tag of tags) lockfiles.set(tag, (await orUndefined(() => readLockfilesAt(tag, modules, options.place))) ?? new Map())
  return new Map(
    modules.map(({ name }) => [
      name,
      (releases.get(name) ?? []).map((release) => ({ ...release, lockfiles: lockfiles.get(release.tag)?.get(name) })),
    ]),
  )
}

async function readTags({ image }: Module, { registry, movableTags }: ReadReleasesOptions): Promise<Release[]> {
  const list = await registry.listTags(parseImageReference(image))
  if (list.kind === 'missing') return []
  const { releases } = sortPushTags(
    list.tags.filter((tag) => RELEASE.test(tag)),
    movableTags,
  )
  const newest = [...releases].sort((a, b) => compareVersions(b, a)).slice(0, SHOWN)
  const found = await Promise.all(
    newest.map(async (tag) => ({ tag, details: await readImageDetails(registry, taggedReference(image, tag)) })),
  )
  return found.flatMap(({ tag, details }) => (details ? [{ tag, details }] : []))
}

/** The lockfiles that lay in the modules' folders when git's tag of the same name was made; nothing where git has none. */
async function readLockfilesAt(
  tag: string,
  modules: readonly Module[],
  place: GitPlace,
): Promise<ReadonlyMap<string, ReleaseFacts['lockfiles']>> {
  const commit = await findCommit(place, `refs/tags/${tag}`)
  if (commit === undefined) return new Map()
  return withWorkspaceAt(place, { name: tag, commit }, LOCKFILES, async (then) => {
    const known = modules.filter(({ name }) => then?.modules.has(name) === true)
    return new Map(known.map((module) => [module.name, then && lockfilesThen(module, then)]))
  })
}

function lockfilesThen({ name, root }: Module, { files, modules, settings }: Workspace): ReleaseFacts['lockfiles'] {
  const module = modules.get(name)
  const lockfiles = readModuleLockfiles(files, { root: module?.root ?? root, inputs: [] }, module?.options.platforms ?? settings.platforms)
  return lockfiles.some(({ packages }) => packages.length > 0) ? lockfiles : undefined
}

async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    return undefined
  }
}
