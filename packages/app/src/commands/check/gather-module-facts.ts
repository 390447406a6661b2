import { lstatSync } from 'node:fs'
import { groupBy, ModuleImagesError, pathIn } from '@module-images/core'
import { type BuildCheckFacts, type CheckedModule, type ModuleCheckFacts, planBuildFacts } from '@module-images/check'
import type { Lockfile } from '@module-images/lockfiles'
import { readCitation } from '../../citation/read-citation.js'
import { readLockfiles } from '../../packages/read-lockfiles.js'
import {
  type BrokenModule,
  DOCKERFILE,
  type FileSource,
  type LinkedModule,
  listContext,
  unreadablePath,
  type Workspace,
} from '@module-images/workspace'

/** Reads what rules ask of one module. */
export type GatherModuleFacts = (module: LinkedModule | BrokenModule) => ModuleCheckFacts

/**
 * What the checks of a workspace's modules have in common is made once.
 *
 * @param now ISO 8601
 */
export function createFactsGatherer({ files, settings, modules, broken }: Workspace, now: string): GatherModuleFacts {
  const byImage = groupBy([...modules.values(), ...broken.values()].map(identityOf), ({ image }) => image.toLowerCase())
  const bases = new Set(
    [...modules.values()].flatMap((module) => module.bases.flatMap((base) => (base.kind === 'module' ? [base.module] : []))),
  )
  const limits = { lockAgeDays: settings.checks.lockAgeDays }
  return (module) => {
    const texts = new Map<string, string>()
    const identity = { module: identityOf(module), modules: byImage.get(module.image.toLowerCase()) ?? [], isBase: bases.has(module.name) }
    const common = (build?: BuildCheckFacts) => ({
      ...identity,
      lockfiles: gatherLockfiles(files, module, build, texts),
      texts,
      limits,
      licence: readCitation(files, module.root).citation.licence,
      now,
    })
    if (module.kind === 'broken') {
      const file = pathIn(module.root, DOCKERFILE)
      texts.set(file, readOrNothing(files, file) ?? '')
      return { ...common(), error: module.error }
    }
    try {
      const build = gatherBuild(files, module, texts)
      return { ...common(build), build }
    } catch (error) {
      // A folder that cannot be read is this module's fault, not the others'.
      if (error instanceof ModuleImagesError) return { ...common(), error }
      throw error
    }
  }
}

function gatherBuild(files: FileSource, module: LinkedModule, texts: Map<string, string>): BuildCheckFacts {
  const file = pathIn(module.root, DOCKERFILE)
  const text = files.readText(file)
  texts.set(file, text)
  const ignoreFile = module.ignoreFile === undefined ? undefined : pathIn(module.root, module.ignoreFile)
  if (ignoreFile !== undefined) texts.set(ignoreFile, files.readText(ignoreFile))
  const listing = listContext(files, module)
  const { reads, rules, bases, lock, basePlatforms, options } = module
  const paths = listing.flatMap((entry) => (entry.kind === 'file' ? [entry.path] : []))
  const sizes = new Map(paths.map((path) => [path, sizeOf(files, pathIn(module.root, path))]))
  const given = { reads, rules, bases, lock, basePlatforms, options }
  const exists = (path: string) => files.has(pathIn(module.root, path))
  const readText = (path: string) => readOrNothing(files, pathIn(module.root, path))
  return planBuildFacts({ ...given, text, file, ignoreFile, listing, sizes, exists, readText })
}

function sizeOf({ root }: FileSource, file: string): number {
  try {
    return lstatSync(`${root}/${file}`).size
  } catch (cause) {
    throw unreadablePath('unreadable-file', file, cause)
  }
}

/** What cannot be read is for whatever needs it to say. */
function readOrNothing(files: FileSource, file: string): string | undefined {
  try {
    return files.readText(file)
  } catch (error) {
    if (error instanceof ModuleImagesError) return undefined
    throw error
  }
}

function gatherLockfiles(
  files: FileSource,
  { root }: CheckedModule,
  build: BuildCheckFacts | undefined,
  texts: Map<string, string>,
): Lockfile[] {
  const inputs = build?.inputs.entries.map(({ path }) => path) ?? []
  return readLockfiles(files, { root, inputs, followLinks: true }).flatMap(({ kind, bytes, ...lockfile }) => {
    if (kind === undefined) return []
    texts.set(lockfile.file, Buffer.from(bytes).toString('utf8'))
    return [{ ...lockfile, kind }]
  })
}

function identityOf({ name, root, image, active }: CheckedModule): CheckedModule {
  return { name, root, image, active }
}
