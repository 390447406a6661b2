import {
  type Base,
  findTriggerImage,
  groupBy,
  type ImageReference,
  isRepository,
  type Module,
  ModuleImagesError,
  parseImageReference,
  type Place,
  renderRepository,
  suggestName,
  triggerNamesImage,
  triggerReads,
  pathIn,
} from '@module-images/core'
import { type BrokenModule, DOCKERFILE, type ModuleDraft, type ModuleIdentity } from './read-module.js'
import { createExternalImageMatcher, type Settings } from './settings.js'

/** A module whose bases are told apart: those of this workspace, and those of a registry. */
export type LinkedModule = ModuleDraft & Module

/** Every module of the workspace, by project name, in order of root. */
export interface LinkedModules {
  readonly modules: ReadonlyMap<string, LinkedModule>
  readonly broken: ReadonlyMap<string, BrokenModule>
}

/**
 * Puts the modules side by side: gives each base its module, and refuses what only shows between modules — names that
 * collide, names no registry takes, bases in a circle. A refused module is broken; the others stay as they are.
 *
 * @param settings `registry`: host and prefix under which the Dockerfiles name modules of this workspace
 */
export function linkModules(
  drafts: readonly (ModuleDraft | BrokenModule)[],
  settings: Pick<Settings, 'registry' | 'externalImages'>,
): LinkedModules {
  const names: OwnNames = {
    registry: settings.registry,
    byImage: groupBy(drafts, (draft) => draft.image.toLowerCase()),
    isExternal: createExternalImageMatcher(settings),
  }
  const triggers = new Map(drafts.flatMap((draft) => (draft.kind === 'module' ? [[draft.name, draft.triggers] as const] : [])))
  const linked = drafts.map((draft) => (draft.kind === 'broken' ? draft : linkModule(draft, names, triggers)))
  const modules = new Map(linked.filter((m) => m.kind === 'module').map((module) => [module.name, module]))
  const broken = new Map(linked.filter((m) => m.kind === 'broken').map((module) => [module.name, module]))
  for (const circular of findCircular(modules)) {
    modules.delete(circular.name)
    broken.set(circular.name, circular)
  }
  return { modules, broken }
}

/** What names in the workspace's own registry mean. */
interface OwnNames {
  readonly registry: string
  /** Modules by their image, in lower case. */
  readonly byImage: ReadonlyMap<string, readonly ModuleIdentity[]>
  /** Of a repository below the registry's prefix. */
  readonly isExternal: (repository: string) => boolean
}

function linkModule(draft: ModuleDraft, names: OwnNames, triggers: ReadonlyMap<string, readonly string[]>): LinkedModule | BrokenModule {
  try {
    checkImageName(draft, names.byImage.get(draft.image.toLowerCase()) ?? [])
    const bases = draft.reads.bases.map((use) => linkBase(draft, use, names))
    return { ...draft, bases, reads: withTriggers(draft, bases, triggers) }
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    return breakModule(draft, error)
  }
}

/**
 * Triggers that a base leaves behind read the context of whatever starts from it. Those of an outside base are known from its lock.
 *
 * @throws ModuleImagesError `bad-dockerfile` for one that names an image
 */
function withTriggers(draft: ModuleDraft, bases: readonly Base[], triggers: ReadonlyMap<string, readonly string[]>): ModuleDraft['reads'] {
  const { reads, lock, dockerfile } = draft
  const left = bases.flatMap((base) => {
    const own = base.kind === 'module' ? triggers.get(base.module) : lock.bases.get(base.reference)?.onbuild
    return (own ?? []).map((trigger) => ({ base, trigger }))
  })
  for (const { base, trigger } of left) {
    const image = findTriggerImage(trigger, dockerfile)
    if (image !== undefined) throw triggerNamesImage(image, { file: dockerfile.file, line: base.line })
  }
  const base = left.find(({ trigger }) => triggerReads(trigger))?.base
  if (reads.wholeContext || base === undefined) return reads
  const name = base.kind === 'module' ? base.module : base.reference
  return { ...reads, wholeContext: { reason: `What ONBUILD of ${name} reads here is known to the build alone.`, line: base.line } }
}

/**
 * A base is a module when it names it as the workspace publishes it, by `latest`; a version or a digest means that very image.
 *
 * @throws ModuleImagesError `unknown-module-reference`
 */
function linkBase(draft: ModuleDraft, use: ModuleDraft['reads']['bases'][number], names: OwnNames): Base {
  const { reference, line } = use
  const place = { file: pathIn(draft.root, DOCKERFILE), line }
  const parsed = parseImageReference(reference, place)
  const own = ownRepository(parsed, names.registry)
  const [module] = own === undefined ? [] : (names.byImage.get(own) ?? [])
  if (module && parsed.digest === undefined && (parsed.tag ?? 'latest') === 'latest') {
    return { kind: 'module', reference, module: module.name, line }
  }
  // What the Dockerfile itself pins is meant for good; a lock never overrules it.
  const digest = parsed.digest ?? draft.lock.bases.get(reference)?.digest
  if (own !== undefined && module === undefined && digest === undefined && !names.isExternal(own)) {
    const candidates = [...names.byImage.keys()].filter((image) => image !== draft.image)
    throw unknownModuleReference({ reference, own, place, near: suggestName(own, candidates) })
  }
  return { kind: 'external', reference, line, ...(digest === undefined ? {} : { digest }) }
}

/** The repository below the prefix, of an image in the workspace's own registry. */
function ownRepository(reference: ImageReference, registry: string): string | undefined {
  if (!renderRepository(reference).startsWith(`${registry}/`)) return undefined
  return reference.repository.slice(prefixLength(registry))
}

interface UnknownReference {
  readonly reference: string
  /** Its repository below the prefix. */
  readonly own: string
  readonly place: Place
  /** A module's image that may have been meant. */
  readonly near: string | undefined
}

/** A misspelt or renamed module would else be whatever image of that name was published once. */
function unknownModuleReference({ reference, own, place, near }: UnknownReference): ModuleImagesError {
  const external = `If it is another repository's image, add '${own}' to "externalImages" of the plugin in nx.json.`
  return new ModuleImagesError({
    code: 'unknown-module-reference',
    kind: 'input',
    message: `'${reference}' is in this workspace's registry, and no module of it has that image.`,
    place,
    fix: near === undefined ? external : `${own}: did you mean ${near}?\n${external}`,
  })
}

/** Characters of the repository that are the registry's prefix: `openscpca/` of `public.ecr.aws/openscpca`. */
function prefixLength(registry: string): number {
  const slash = registry.indexOf('/')
  return slash < 0 ? 0 : registry.length - slash
}

function checkImageName(draft: ModuleDraft, sameImage: readonly ModuleIdentity[]): void {
  const place = { file: pathIn(draft.root, DOCKERFILE) }
  if (!isRepository(draft.image)) {
    throw new ModuleImagesError({
      code: 'bad-image-name',
      kind: 'input',
      message: `No registry takes '${draft.image}' as the name of an image.`,
      place,
      fix: `Set another in ${draft.root}/project.json, targets.docker-build.options.image: lower-case letters and digits, with . _ - between them.`,
    })
  }
  const [other] = sameImage.filter((module) => module.root !== draft.root)
  if (other) {
    throw new ModuleImagesError({
      code: 'image-name-collision',
      kind: 'input',
      message: `Its image would be '${draft.image}', and so would that of ${other.root}.`,
      place,
      fix: 'Rename one of the folders, or give one another image name in project.json, targets.docker-build.options.image.',
    })
  }
}

function findCircular(modules: ReadonlyMap<string, LinkedModule>): BrokenModule[] {
  return findModulesInCycles(modules).flatMap((module) => {
    const back = parentsOf(module, modules).find((parent) => parent.name === module.name)
    if (!back) return []
    const base = module.bases.find((candidate) => candidate.kind === 'module')
    const error = new ModuleImagesError({
      code: 'circular-bases',
      kind: 'input',
      message: `The module is, through its bases, a base of itself.`,
      place: { file: pathIn(module.root, DOCKERFILE), ...(base ? { line: base.line } : {}) },
      fix: 'Let one of the modules start from an image outside the circle.',
    })
    return [breakModule(module, error)]
  })
}

/** Modules whose bases lead into a circle: what is left once those are taken off whose parents all are, again and again. */
function findModulesInCycles(modules: ReadonlyMap<string, LinkedModule>): LinkedModule[] {
  const children = new Map<string, LinkedModule[]>()
  const parentsLeft = new Map<string, number>()
  for (const module of modules.values()) {
    const parents = directParents(module, modules)
    parentsLeft.set(module.name, parents.length)
    for (const { name } of parents) {
      const known = children.get(name)
      if (known) known.push(module)
      else children.set(name, [module])
    }
  }
  const free = [...modules.values()].filter(({ name }) => parentsLeft.get(name) === 0)
  for (let next = free.pop(); next; next = free.pop()) {
    for (const child of children.get(next.name) ?? []) {
      const left = (parentsLeft.get(child.name) ?? 0) - 1
      parentsLeft.set(child.name, left)
      if (left === 0) free.push(child)
    }
  }
  return [...modules.values()].filter(({ name }) => parentsLeft.get(name) !== 0)
}

/** The modules its own Dockerfile names, each once. */
function directParents(module: LinkedModule, modules: ReadonlyMap<string, LinkedModule>): LinkedModule[] {
  const names = new Set(module.bases.flatMap((base) => (base.kind === 'module' ? [base.module] : [])))
  return [...names].flatMap((name) => modules.get(name) ?? [])
}

/** All modules that this one stands on, nearest first, each once; a circle ends with the module itself. */
export function parentsOf(module: LinkedModule, modules: ReadonlyMap<string, LinkedModule>): LinkedModule[] {
  const found = new Map<string, LinkedModule>()
  const queue = [module]
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const base of next.bases) {
      const parent = base.kind === 'module' ? modules.get(base.module) : undefined
      if (!parent || found.has(parent.name)) continue
      found.set(parent.name, parent)
      queue.push(parent)
    }
  }
  return [...found.values()]
}

function breakModule({ name, root, image, active }: ModuleIdentity, error: ModuleImagesError): BrokenModule {
  return { kind: 'broken', name, root, image, active, error }
}
