import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import {
  type CatalogueBase,
  type CatalogueFacts,
  type CatalogueModuleFacts,
  createSourceLinks,
  moduleAddress,
  type PublishedState,
  type Readme,
} from '@module-images/catalogue'
import type { GitFacts, GitPlace } from '@module-images/git'
import type { RegistryClient } from '@module-images/registry'
import {
  type BrokenModule,
  createContentKeys,
  folderInRepository,
  type KeyResult,
  type LinkedModule,
  type Workspace,
} from '@module-images/workspace'
import { readCitation } from '../../citation/read-citation.js'
import { readModuleLockfiles } from '../../packages/read-module-lockfiles.js'
import { createOutsideBases, lockedAt, noOutsideBases, type OutsideBases } from './read-outside-bases.js'
import { readPublishedState } from './read-published-state.js'
import { findReadme } from '../../files/find-readme.js'
import { readPicture } from '../../files/read-picture.js'
import { readReleases } from './read-releases.js'
import { renderReadme } from './render-readme.js'

/** What a catalogue is made of beside the workspace. */
export interface ReadCatalogueOptions {
  /** Host and prefix images are published under. */
  readonly prefix: string
  /** Tags that people use. */
  readonly tags: readonly string[]
  /** Undefined to ask none. */
  readonly registry: RegistryClient | undefined
  readonly mirrors: Parameters<typeof createOutsideBases>[1]
  readonly git: GitFacts
  /** Where git has the releases. */
  readonly place: GitPlace
  /** Files are not as in the commit. */
  readonly dirty: boolean
  /** Milliseconds since 1970. */
  readonly now: number
  readonly onModule: () => void
}

/** Finds out everything that the catalogue of a workspace says. What cannot be found out of one module does not keep the others back. */
export async function readCatalogue(workspace: Workspace, options: ReadCatalogueOptions): Promise<CatalogueFacts> {
  const { prefix, registry, git, dirty, now } = options
  const page = git.remoteUrl
  const repository =
    page === undefined ? undefined : { page, folder: folderInRepository(workspace.root), submodules: workspace.files.submodules() }
  const contentKeys = createContentKeys(workspace)
  const modules = [...workspace.modules.values(), ...workspace.broken.values()]
  const reading: Reading = {
    ...options,
    workspace,
    keyOf: (name) => contentKeys.keyOf(name),
    outsideBases: registry ? createOutsideBases(registry, options.mirrors) : noOutsideBases,
    links: createSourceLinks(repository, git.commit),
    pages: new Map(modules.map(({ name, root }) => [root, moduleAddress(name).slice('module/'.length)])),
  }
  const facts = await Promise.all(modules.map((module) => readModuleFacts(module, reading)))
  const { movableTags } = workspace.settings
  const asked = facts.filter(({ published }) => published.kind === 'present')
  const releases = registry && (await readReleases(asked, { registry, place: options.place, movableTags }))
  return {
    registry: prefix,
    made: now,
    commit: git.commit,
    dirty,
    repository,
    runTarget: workspace.settings.targets.run,
    modules: facts.map((module) => ({ ...module, releases: releases?.get(module.name) ?? [] })),
  }
}

interface Reading extends ReadCatalogueOptions {
  readonly workspace: Workspace
  readonly keyOf: (name: string) => Promise<KeyResult>
  readonly outsideBases: OutsideBases
  readonly links: ReturnType<typeof createSourceLinks>
  /** Pages of modules by folder, relative to each other. */
  readonly pages: ReadonlyMap<string, string>
}

async function readModuleFacts(module: LinkedModule | BrokenModule, reading: Reading): Promise<CatalogueModuleFacts> {
  const { workspace, prefix } = reading
  const { name, root, active } = module
  const image = `${prefix}/${module.image}`
  const key = await reading.keyOf(name)
  const contentTag = key.kind === 'keyed' ? key.contentTag : undefined
  const [published, bases, readme] = await Promise.all([
    readState(active, image, key, reading),
    module.kind === 'module' ? Promise.all(module.bases.map((base) => readBase(base, module, reading))) : [],
    readReadme(module, reading),
  ])
  reading.onModule()
  const platforms = module.kind === 'module' ? module.options.platforms : workspace.settings.platforms
  const inputs = key.kind === 'keyed' ? key.sealed.inputs.map(({ path }) => path) : []
  const lockfiles = readModuleLockfiles(workspace.files, { root, inputs }, platforms)
  return {
    name,
    root,
    image,
    active,
    contentTag,
    error: key.kind === 'broken' ? key.error : undefined,
    published,
    releases: [],
    bases,
    readme,
    citation: readCitation(workspace.files, root).citation,
    lockfiles: lockfiles.map(({ file, packages, problems }) => ({ file, packages, problems })),
  }
}

/** CI leaves an inactive module alone, and so is what the registry may have of it. */
async function readState(active: boolean, image: string, key: KeyResult, { registry, tags }: Reading): Promise<PublishedState> {
  if (!registry || !active) return { kind: 'unknown', reason: 'The registry was not asked.' }
  return readPublishedState({ registry, image, wanted: key.kind === 'keyed' ? key : undefined, tags })
}

async function readBase(base: LinkedModule['bases'][number], module: LinkedModule, { outsideBases }: Reading): Promise<CatalogueBase> {
  if (base.kind === 'module') return base
  return { ...base, locked: lockedAt(module, base), details: await outsideBases(base, module.options.platforms) }
}

/** Bytes of one picture of a README. */
const MAX_FIGURE = 1_000_000

async function readReadme({ name, root }: LinkedModule | BrokenModule, { workspace, links, pages }: Reading): Promise<Readme | undefined> {
  const { files } = workspace
  const readme = findReadme(files, root)
  if (readme === undefined) return undefined
  try {
    const readFigure = (path: string) => readPicture(workspace.root, join(workspace.root, path), MAX_FIGURE)
    const moduleAt = (folder: string) => pages.get(folder)
    return await renderReadme(files.readText(readme), { module: name, root, links, moduleAt, readFigure })
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    return undefined
  }
}
