import { lstatSync } from 'node:fs'
import { groupBy, ModuleImagesError, pathIn } from '@module-images/core'
import { type BuildCheckFacts, type CheckedModule, type ModuleCheckFacts, planBuildFacts } from '@module-images/check'
import { type Lockfile, LOCKFILE_KINDS, readLockfile } from '@module-images/lockfiles'
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
    const lockfiles = readLockfiles(files, module, texts)
    const common = { module: identityOf(module), modules: byImage.get(module.image.toLowerCase()) ?? [], lockfiles, texts, limits, now }
    if (module.kind === 'broken') return { ...common, error: module.error }
    try {
      return { ...common, build: gatherBuild(files, module, texts) }
    } catch (error) {
      // A folder that cannot be read is this module's fault, not the others'.
      if (error instanceof ModuleImagesError) return { ...common, error }
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
  const otherLockfiles = module.lockfiles.filter((name) => !LOCKFILE_KINDS.some(({ fileName }) => fileName === name))
  const paths = listing.flatMap((entry) => (entry.kind === 'file' ? [entry.path] : []))
  const sizes = new Map(paths.map((path) => [path, lstatSync(`${files.root}/${module.root}/${path}`).size]))
  const given = { reads, rules, bases, lock, basePlatforms, otherLockfiles, options }
  return planBuildFacts({ ...given, text, file, ignoreFile, listing, sizes, exists: (path) => files.has(pathIn(module.root, path)) })
}

/** A lockfile that cannot be opened is left out: whatever needs it says so. */
function readLockfiles(files: FileSource, { root }: CheckedModule, texts: Map<string, string>): Lockfile[] {
  return LOCKFILE_KINDS.flatMap(({ fileName }) => {
    const file = pathIn(root, fileName)
    if (!files.has(file)) return []
    try {
      const text = files.readText(file)
      texts.set(file, text)
      return readLockfile(text, file) ?? []
    } catch (error) {
      if (error instanceof ModuleImagesError) return []
      throw error
    }
  })
}

function identityOf({ name, root, image, active }: CheckedModule): CheckedModule {
  return { name, root, image, active }
}
