import {
  type Base,
  compareBytes,
  type ModuleFailure,
  type ModuleFacts,
  type MutableTags,
  planWorkspace,
  type RegistryState,
  type WorkspacePlan,
} from '@module-images/core'
import { createContentKeys, DOCKERFILE, type KeyResult, type ModuleIdentity, type Workspace } from '@module-images/workspace'

/** What a tag of an image (repository with host) names in the registry. */
export type AskRegistry = (image: string, tag: string) => Promise<RegistryState>

/** A module with its key, or with what keeps it from having one. */
export interface ModuleResult {
  readonly identity: ModuleIdentity
  /** None of a module that cannot be read. */
  readonly bases: readonly Base[]
  readonly result: KeyResult
}

/** Which modules a plan is about, by name, each with the reasons for that. */
export type SelectModules = (modules: readonly ModuleResult[]) => ReadonlyMap<string, readonly string[]>

export interface WorkspacePlanOptions {
  /** Host and prefix images are published under. */
  readonly registry: string
  /** Tags that a push moves. */
  readonly tags: MutableTags
  readonly ask: AskRegistry
  readonly select: SelectModules
}

/** Answers without the network. */
export const askNobody: AskRegistry = async () => NOT_ASKED

const NOT_ASKED: RegistryState = { kind: 'unknown', reason: 'the registry was not asked' }

/** All of them, for no other reason than that they are there. */
export const selectAll: SelectModules = (modules) => new Map(modules.map(({ identity }) => [identity.name, []]))

/** A plan, and what keeps active modules from having one: CI leaves an inactive module alone, and so what is wrong with it. */
export interface PlannedWorkspace {
  readonly plan: WorkspacePlan
  readonly failures: readonly ModuleFailure[]
}

/**
 * Computes every key, then asks the registry about the modules the plan is about: for the content tag of each active one, and
 * for the tags a push moves where that is present.
 */
export async function readWorkspacePlan(workspace: Workspace, options: WorkspacePlanOptions): Promise<PlannedWorkspace> {
  const contentKeys = createContentKeys(workspace)
  const all = [...workspace.modules.values(), ...workspace.broken.values()]
  const modules = await Promise.all(
    all.map(async (module) => ({
      ...{ identity: module, bases: module.kind === 'module' ? module.bases : [] },
      result: await contentKeys.keyOf(module.name),
    })),
  )
  const selected = options.select(modules)
  const facts = modules.map(async (module) => {
    const because = selected.get(module.identity.name)
    return because ? [await readFacts(module, because, options)] : []
  })
  const known = (await Promise.all(facts)).flat()
  const failures = known.flatMap((fact) =>
    fact.kind === 'broken' && fact.module.active ? [{ module: fact.module.name, error: fact.error }] : [],
  )
  return { plan: planWorkspace(options.registry, known), failures }
}

async function readFacts(
  { identity, result }: ModuleResult,
  because: readonly string[],
  options: WorkspacePlanOptions,
): Promise<ModuleFacts> {
  const image = `${options.registry}/${identity.image}`
  if (result.kind === 'broken') return { kind: 'broken', image, because, module: identity, error: result.error }
  const { module, key, contentTag } = result
  const content = module.active ? await options.ask(image, contentTag) : NOT_ASKED
  const wanted = content.kind === 'present' ? options.tags : []
  const tags = await Promise.all(wanted.map(async (tag) => ({ tag, names: await options.ask(image, tag) })))
  return { kind: 'keyed', image, because, module, key, inputs: inputsOf(result), content, tags }
}

/** Dockerfile and ignore file are read for every build, whether or not they are copied. */
function inputsOf({ module, sealed }: Extract<KeyResult, { kind: 'keyed' }>): string[] {
  const read = [DOCKERFILE, ...(module.ignoreFile === undefined ? [] : [module.ignoreFile])]
  return [...new Set([...read, ...sealed.inputs.map(({ path }) => path)])].sort(compareBytes)
}
