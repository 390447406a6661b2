import type { ModuleImagesError } from '../errors.js'
import { type ErrorJson, errorJson } from '../module-failure.js'
import type { Base, Module } from '../module.js'
import { type ContentKey, contentTag, RECIPE_VERSION } from '../sealed/content-key.js'
import type { RegistryState } from './build-plan.js'

/** What `module-images plan --json` prints. Its JSON Schema is `schemas/plan.json` of @module-images/nx. */
export interface WorkspacePlan {
  /** Version of the key recipe: keys of different versions are not to be compared. */
  readonly recipe: number
  /** Host and prefix images are published under. */
  readonly registry: string
  /** In order of name. */
  readonly modules: readonly PlannedModule[]
}

/** One module: what it wants, what the registry has, what a push would do. */
export interface PlannedModule {
  /** Of the Nx project. */
  readonly name: string
  /** Posix path from the workspace root. */
  readonly root: string
  /** Repository with host, without tag. */
  readonly image: string
  /** Null where the module cannot be built as it stands. */
  readonly key: string | null
  readonly contentTag: string | null
  /** False for what CI leaves alone. */
  readonly active: boolean
  /** Modules its own Dockerfile names as bases. */
  readonly dependsOn: readonly string[]
  /** Everything its build reads, from its root, in byte order. */
  readonly inputs: readonly string[]
  readonly bases: readonly PlannedBase[]
  /** Whether the registry has an image under the content tag; unknown where it was not asked or did not answer. */
  readonly state: 'present' | 'missing' | 'unknown'
  /** Of the image in the registry. */
  readonly digest: string | null
  /** build: the registry has no such image; promote: it has, but tags have to be moved; none: all is as wanted. */
  readonly action: 'build' | 'promote' | 'none'
  readonly reasons: readonly string[]
  /** What keeps the module from being built. */
  readonly error?: ErrorJson | undefined
}

/** A base as the Dockerfile names it, with the digest it is pinned to, or the module of this workspace that it is. */
export interface PlannedBase {
  readonly ref: string
  readonly digest: string | null
  readonly module: string | null
}

/** What a tag names now. `unknown` carries what stood in the way. */
export interface TagState {
  readonly tag: string
  readonly names: RegistryState
}

/** What has been found out about a module, and why it is looked at if there is more to that than its being there. */
export type ModuleFacts = { readonly image: string; readonly because: readonly string[] } & (
  | {
      readonly kind: 'keyed'
      readonly module: Module
      readonly key: ContentKey
      readonly inputs: readonly string[]
      readonly content: RegistryState
      /** Tags that a push moves; asked for where the content is present. */
      readonly tags: readonly TagState[]
    }
  | { readonly kind: 'broken'; readonly module: Pick<Module, 'name' | 'root' | 'active'>; readonly error: ModuleImagesError }
)

/** Decides for every module; one that is broken is listed with its error among the others. */
export function planWorkspace(registry: string, modules: readonly ModuleFacts[]): WorkspacePlan {
  const planned = modules.map(planModule).sort((a, b) => (a.name < b.name ? -1 : 1))
  return { recipe: RECIPE_VERSION, registry, modules: planned }
}

function planModule(facts: ModuleFacts): PlannedModule {
  if (facts.kind === 'broken') return planBroken(facts)
  const { module, image, key, inputs, content, tags } = facts
  const { name, root, active } = module
  const { action, reasons } = active ? planAction(content, tags) : INACTIVE
  return {
    name,
    root,
    image,
    key,
    contentTag: contentTag(key),
    active,
    dependsOn: dependenciesOf(module.bases),
    inputs,
    bases: module.bases.map(planBase),
    state: content.kind,
    digest: content.kind === 'present' ? content.digest : null,
    action,
    // Before what changed: that is why nothing follows of it.
    reasons: active ? [...facts.because, ...reasons] : [...reasons, ...facts.because],
  }
}

function planBroken({ module, image, because, error }: Extract<ModuleFacts, { kind: 'broken' }>): PlannedModule {
  const { name, root, active } = module
  const nothing = { key: null, contentTag: null, active, dependsOn: [], inputs: [], bases: [], state: 'unknown', digest: null } as const
  return { name, root, image, ...nothing, action: 'none', reasons: [...because, 'cannot be built'], error: errorJson(error) }
}

type Decision = Pick<PlannedModule, 'action' | 'reasons'>

const INACTIVE: Decision = { action: 'none', reasons: ['inactive'] }

/** Not knowing what the registry has, a build may be needed, and is never wrong. */
function planAction(content: RegistryState, tags: readonly TagState[]): Decision {
  if (content.kind === 'missing') return { action: 'build', reasons: ['not in the registry'] }
  if (content.kind === 'unknown') return { action: 'build', reasons: [content.reason] }
  const wrong = tags.flatMap(({ tag, names }) => {
    if (names.kind === 'missing') return [`${tag} does not exist`]
    if (names.kind === 'unknown') return [`${tag}: ${names.reason}`]
    return names.digest === content.digest ? [] : [`${tag} names another image`]
  })
  return wrong.length > 0 ? { action: 'promote', reasons: wrong } : { action: 'none', reasons: ['in the registry, tags as wanted'] }
}

function dependenciesOf(bases: readonly Base[]): string[] {
  return [...new Set(bases.flatMap((base) => (base.kind === 'module' ? [base.module] : [])))]
}

function planBase(base: Base): PlannedBase {
  if (base.kind === 'module') return { ref: base.reference, digest: null, module: base.module }
  return { ref: base.reference, digest: base.digest ?? null, module: null }
}
