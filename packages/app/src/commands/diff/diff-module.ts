import { isDeepStrictEqual } from 'node:util'
import { imageSize, type KeyChange, ModuleImagesError, planKeyChanges, renderError, type SealedBuild } from '@module-images/core'
import { type PackageChange, planPackageChanges } from '@module-images/lockfiles'
import type { RegistryClient } from '@module-images/registry'
import { createContentKeys, type KeyResult, type ModuleIdentity, type Workspace } from '@module-images/workspace'
import { type ListedLockfile, readModuleLockfiles } from '../../packages/read-module-lockfiles.js'
import { createImageTags } from '../../registry-view/image-tags.js'
import { findPastModule, type PastWorkspace, readPastKey } from '../../history/past-key.js'

/** What differs between a module's image of then and of now, as far as people care. */
export interface ModuleDiff {
  readonly module: string
  /** `unknown`: it lay in a submodule then, or read one, whose commit is not here. */
  readonly kind: 'same' | 'different' | 'new' | 'unknown'
  readonly packages: readonly PackageChange[]
  /** Parts `base REFERENCE` of its key. */
  readonly bases: readonly KeyChange[]
  /** Bytes as stored in the registry; null for an image it does not have, or where it was not asked. */
  readonly size: { readonly before: number | null; readonly now: number | null }
  /** Lockfiles that differ and could not be read wholly, then or now: of their packages, more may differ than is said. */
  readonly unread: readonly string[]
  /** Of lockfiles that could not be read wholly, with file and line; of a submodule that could not be read, with its folder. */
  readonly problems: readonly string[]
}

/** A workspace at one time. */
export type DiffSide = PastWorkspace

export function createDiffSide(workspace: Workspace): DiffSide {
  return { workspace, contentKeys: createContentKeys(workspace) }
}

interface DiffParts {
  readonly now: DiffSide
  /** Undefined where there was no workspace. */
  readonly before: DiffSide | undefined
  /** Host and prefix images are published under. */
  readonly prefix: string
  /** Undefined to ask none. */
  readonly registry: RegistryClient | undefined
}

/** @throws ModuleImagesError the module's own error, where it is broken now */
export async function diffModule(name: string, { now, before, prefix, registry }: DiffParts): Promise<ModuleDiff> {
  const current = await now.contentKeys.keyOf(name)
  if (current.kind === 'broken') throw current.error
  const then = before && (await readPastKey(before, current.module))
  const lists = lockfilesOf(now, current.module, current)
  const size = {
    before: then === undefined || then.kind === 'unknown' ? null : await readSize(then, prefix, registry),
    now: await readSize(current, prefix, registry),
  }
  const problems = lists.flatMap((list) => list.problems)
  const nothing = { packages: [], unread: [], bases: [] }
  if (then?.kind === 'unknown') return { module: name, kind: 'unknown', ...nothing, size, problems: [renderError(then.error), ...problems] }
  const same = before && findPastModule(before, current.module)
  const listsThen = same ? lockfilesOf(before, same, then) : []
  return {
    module: name,
    kind: then === undefined ? 'new' : then.kind === 'keyed' && then.key === current.key ? 'same' : 'different',
    packages: planPackageChanges(listsThen, lists),
    unread: findUnread(listsThen, lists),
    bases: then?.kind === 'keyed' ? planKeyChanges(then.sealed, current.sealed).filter(({ part }) => part.startsWith('base ')) : [],
    size,
    problems,
  }
}

function lockfilesOf(
  { workspace }: DiffSide,
  { name, root }: ModuleIdentity,
  key: { readonly kind: string; readonly sealed?: SealedBuild } | undefined,
): ListedLockfile[] {
  const platforms = workspace.modules.get(name)?.options.platforms ?? workspace.settings.platforms
  const inputs = key?.sealed?.inputs.map(({ path }) => path) ?? []
  return readModuleLockfiles(workspace.files, { root, inputs }, platforms)
}

function findUnread(before: readonly ListedLockfile[], now: readonly ListedLockfile[]): string[] {
  const names = new Set([...now, ...before].filter(({ complete }) => !complete).map(({ file }) => file))
  const bytesOf = (lists: readonly ListedLockfile[], name: string) => lists.find(({ file }) => file === name)?.bytes
  return [...names].filter((name) => !isDeepStrictEqual(bytesOf(before, name), bytesOf(now, name)))
}

async function readSize(result: KeyResult, prefix: string, registry: RegistryClient | undefined): Promise<number | null> {
  if (registry === undefined || result.kind === 'broken') return null
  const { module, key, contentTag } = result
  const details = await createImageTags(registry)({ image: `${prefix}/${module.image}`, contentTag, key })
    .contentDetails()
    .catch(noneOfAnotherKey)
  return details === undefined ? null : imageSize(details)
}

/** Another image under its content tag is not the module's. */
function noneOfAnotherKey(error: unknown): undefined {
  if (error instanceof ModuleImagesError && error.code === 'wrong-key-label') return undefined
  throw error
}
