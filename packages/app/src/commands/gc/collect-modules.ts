import { ModuleImagesError } from '@module-images/core'
import {
  createContentKeys,
  type ContentKeys,
  type ModuleIdentity,
  openCommandWorkspace,
  selectModules,
  type Workspace,
} from '@module-images/workspace'
import type { GitPlace } from '@module-images/git'
import { findPastImage } from '../../past-image/find-past-image.js'
import { readTaggedKeys, type TaggedKey } from './tagged-keys.js'
import { type Collection, type CollectionOptions, planCollection, type RemovedImage } from './plan-collection.js'
import { type RegistryAccess, withRegistries } from '../../session/registry-access.js'
import { taggedReference } from '../../registry-view/tagged-reference.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry } from '../../session/destination.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { requirePermission } from '../../session/require-permission.js'
import { readPushEnvironment } from '../../session/push-environment.js'
import { reportFailures } from '../../report/module-failures.js'
import { startProgress } from '../../report/progress.js'
import { parseAge } from './parse-age.js'
import { type CollectedModule, collectionJson, renderCollection, renderStop } from './render-collection.js'
import { openRepository, type RepositoryImages } from './repository-images.js'

export interface CollectOptions {
  /** Names or folders; none means all, inactive ones too. */
  readonly modules: readonly string[]
  readonly dryRun: boolean
  readonly olderThan: string
  /** What commits with a tag of git need stays as well. */
  readonly keepTagged?: boolean
  /** Said on the command line. */
  readonly allowPush: boolean
  readonly json: boolean
}

/**
 * `gc`: 0 when all went that nothing needs, 1 when something would not go, or a module's key is not known, or its repository not read.
 *
 * @throws ModuleImagesError `push-not-allowed` or `push-from-pull-request` where this run may not delete
 */
export async function collectModules(options: CollectOptions, context: CommandContext): Promise<number> {
  const { environment, log } = context
  const age = parseAge(options.olderThan)
  const workspace = await openCommandWorkspace(context)
  const named = nameRegistry(environment, workspace.settings)
  if (!options.dryRun)
    requirePermission(
      named,
      { run: context.environment, push: readPushEnvironment(context.env) },
      { asked: options.allowPush, doing: 'deleted from' },
    )
  if (!options.json) log(renderRegistryOrigin(context, workspace.settings))
  const modules = chooseModules(workspace, options.modules)
  const contentKeys = createContentKeys(workspace)
  const place = { root: context.workspaceRoot, env: context.env, signal: context.signal }
  const tagged = options.keepTagged === true ? await readTaggedKeys(place, modules) : undefined
  const progress = startProgress({ total: modules.length, what: 'repositories looked through', log })
  const finished: CollectedModule[] = []
  if (!options.dryRun) context.onStop(() => renderStop(finished))
  const collected = await withRegistries({ ...context, named }, (access) =>
    Promise.all(
      modules.map(async (module) => {
        const parts = { access, contentKeys, age, dryRun: options.dryRun, tagged: tagged?.get(module.name) ?? [], place }
        const image = `${named.prefix}/${module.image}`
        const result = await collectModule(module, image, parts).catch((error: unknown) => failedModule(error, module.name, image, context))
        progress.step()
        finished.push(result)
        return result
      }),
    ),
  ).finally(() => progress.stop())
  context.print(options.json ? collectionJson(collected, options.dryRun) : renderCollection(collected, options.dryRun, context.style))
  const failures = collected.flatMap((module) => (module.kind === 'broken' ? [{ module: module.name, error: module.error }] : []))
  const failed = reportFailures(failures, modules.length, context)
  return failed === 0 && collected.every(({ kept }) => kept.length === 0) ? 0 : 1
}

function chooseModules(workspace: Workspace, given: readonly string[]): ModuleIdentity[] {
  if (given.length === 0) return [...workspace.modules.values(), ...workspace.broken.values()]
  const { modules, broken } = selectModules(workspace, given)
  return [...modules, ...broken]
}

/** What went elsewhere is still told. @throws the error, where it is not of this one repository */
function failedModule(error: unknown, name: string, image: string, { signal }: CommandContext): CollectedModule {
  if (!(error instanceof ModuleImagesError) || error.kind !== 'remote' || signal.aborted) throw error
  return { kind: 'broken', name, image, error, kept: [] }
}

interface CollectParts {
  readonly access: RegistryAccess
  readonly contentKeys: ContentKeys
  readonly age: number
  readonly dryRun: boolean
  /** What the module was at tagged commits. */
  readonly tagged: readonly TaggedKey[]
  readonly place: GitPlace
}

/** Of a module whose key cannot be known nothing goes: its image might be the wanted one. */
async function collectModule({ name }: { readonly name: string }, image: string, parts: CollectParts): Promise<CollectedModule> {
  const wanted = await parts.contentKeys.keyOf(name)
  if (wanted.kind === 'broken') return { kind: 'broken', name, image, error: wanted.error, kept: [] }
  const { host, repository } = taggedReference(image, wanted.contentTag)
  const { registry, serviceOf } = parts.access
  const images = openRepository(registry, serviceOf(host).housekeeping, { host, repository })
  const plan = await planRepository(images, { age: parts.age, ...(await findNeeded(image, wanted.contentTag, parts)) })
  if (plan === undefined) return { kind: 'missing', name, image, kept: [] }
  const kept = parts.dryRun || plan.remove.length === 0 ? [] : await images.remove(inOrderOfDeletion(plan))
  return { kind: 'collected', name, image, collection: plan, kept }
}

/** What refers to an image before it, and an index before what it is made of: registries keep what an index names. */
function inOrderOfDeletion({ remove }: Collection): string[] {
  const rank = ({ why, children }: RemovedImage) => (why === 'subject-gone' ? 0 : children.length > 0 ? 1 : 2)
  return [...remove].sort((a, b) => rank(a) - rank(b)).map(({ digest }) => digest)
}

/** What is to stay: of this checkout, and of tagged commits, whatever version of the product built their images. */
async function findNeeded(
  image: string,
  contentTag: string,
  { access: { registry }, tagged, place }: CollectParts,
): Promise<Pick<CollectionOptions, 'wanted' | 'needed'>> {
  const needed = new Set<string>()
  for (const { module, key, contentTag: tag, commit } of tagged) {
    if ((await registry.headManifest(taggedReference(image, tag))).kind === 'present') continue
    const past = await findPastImage({ registry, place }, { module, image, key, commit })
    if (past !== undefined) needed.add(past.digest)
  }
  return { wanted: new Set([contentTag, ...tagged.map((one) => one.contentTag)]), needed }
}

async function planRepository(images: RepositoryImages, options: Omit<CollectionOptions, 'now'>): Promise<Collection | undefined> {
  const listed = await images.list()
  const plan = listed && planCollection(listed, { ...options, now: Date.now() })
  return plan && { ...plan, remove: [...plan.remove, ...(await findReferrers(images, plan.remove))] }
}

/** What refers to images that go, or to one of those, and is not among them. */
async function findReferrers(images: RepositoryImages, remove: readonly RemovedImage[]): Promise<RemovedImage[]> {
  const known = new Set(remove.map(({ digest }) => digest))
  const found: RemovedImage[] = []
  for (let subjects = remove; subjects.length > 0;) {
    const listed = (await Promise.all(subjects.map(({ digest }) => images.listReferrers(digest)))).flat()
    subjects = listed.filter(({ digest }) => !known.has(digest)).map((image) => ({ ...image, kind: 'referrer', why: 'subject-gone' }))
    for (const { digest } of subjects) known.add(digest)
    found.push(...subjects)
  }
  return found
}
