import { lstatSync } from 'node:fs'
import { groupBy, ModuleImagesError, pathIn } from '@module-images/core'
import { type BuildCheckFacts, type CheckedModule, type ModuleCheckFacts, planBuildFacts } from '@module-images/check'
import type { Lockfile } from '@module-images/lockfiles'
import { readLockfiles } from '../../packages/read-lockfiles.js'
import { type BrokenModule, DOCKERFILE, type FileSource, type LinkedModule, listContext, type Workspace } from '@module-images/workspace'

/** Reads what rules ask of one module. */
export type GatherModuleFacts = (module: LinkedModule | BrokenModule) => ModuleCheckFacts

/**
 * What the checks of a workspace's modules have in common is made once.
 *
 * @param now ISO 8601
 */
export function createFactsGatherer({ files, settings, modules, broken }: Workspace, now: string): GatherModuleFacts {
  const byImage = groupBy([...modules.values(), ...broken.values()].map(identityOf), ({ image }) => image.toLowerCase())
  const limits = { lockAgeDays: settings.checks.lockAgeDays }
  return (module) => {
    const texts = new Map<string, string>()
    const identity = { module: identityOf(module), modules: byImage.get(module.image.toLowerCase()) ?? [] }
    const common = (build?: BuildCheckFacts) => ({
      ...identity,
      lockfiles: gatherLockfiles(files, module, build, texts),
      texts,
      limits,
      now,
    })
    if (module.kind === 'broken') return { ...common(), error: module.error }
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
  const sizes = new Map(paths.map((path) => [path, lstatSync(`${files.root}/${module.root}/${path}`).size]))
  const given = { reads, rules, bases, lock, basePlatforms, options }
  return planBuildFacts({ ...given, text, file, ignoreFile, listing, sizes, exists: (path) => files.has(pathIn(module.root, path)) })
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
