import {
  type BuildRecipe,
  type ContentKey,
  type ContextEntry,
  createInputSelector,
  followLinks,
  type KeyedBase,
  type KeyedInput,
  ModuleImagesError,
  selectInputs,
} from '@module-images/core'
import type { FileSource } from '../workspace/file-source.js'
import type { LinkedModule } from '../workspace/link-modules.js'
import { checkLockedPlatforms } from '../workspace/locked-platforms.js'
import { DOCKERFILE } from '../workspace/read-module.js'
import { walkContext } from './walk-context.js'

/**
 * Gathers everything that decides what a module's image holds: lists and hashes its build inputs.
 *
 * @param parentKeys keys of the modules it stands on, by name
 * @throws ModuleImagesError `missing-source` where the build would fail for a source that is not there or is ignored,
 *   `base-lacks-platform` for a lock that does not fit the module's platforms
 */
export async function gatherRecipe(
  files: FileSource,
  module: LinkedModule,
  parentKeys: ReadonlyMap<string, ContentKey>,
): Promise<BuildRecipe> {
  checkLockedPlatforms(module, module.lock)
  const entries = listInputs(files, module)
  const paths = [DOCKERFILE, ...entries.flatMap((entry) => (entry.kind === 'file' ? [entry.path] : []))]
  const hashes = await hashAll(files, module.root, paths)
  const inputs = entries.map((entry) => keyInput(entry, hashes))
  const dockerfile = hashes.get(DOCKERFILE) ?? ''
  const { buildArgs, labels, target, platforms, provenance, sbom } = module.options
  const bases = keyBases(module, parentKeys)
  return { dockerfile, inputs, bases, buildArgs, labels, target, platforms, provenance, sbom, epoch: module.lock.epoch }
}

/** The context's part of the inputs, and the ignore file, which the engine reads though the image may not hold it. */
function listInputs(files: FileSource, module: LinkedModule): ContextEntry[] {
  const { entries, problems } = selectInputs(module.reads, module.rules, listContext(files, module))
  const [problem] = problems
  if (problem) {
    throw new ModuleImagesError({
      code: 'missing-source',
      kind: 'input',
      message: problem.message,
      place: { file: `${module.root}/${DOCKERFILE}`, line: problem.line },
    })
  }
  const { ignoreFile } = module
  if (ignoreFile === undefined || entries.some((entry) => entry.path === ignoreFile)) return [...entries]
  return [{ kind: 'file', path: ignoreFile, executable: false }, ...entries]
}

/** Lists again whenever links turned out to lead the build further. */
export function listContext(files: FileSource, module: LinkedModule): ContextEntry[] {
  const { reads, rules } = module
  let followed = reads
  for (;;) {
    const listing = walkContext(files, module, createInputSelector(followed, rules))
    const further = followLinks(reads, listing)
    if (further.sources.length === followed.sources.length) return listing
    followed = further
  }
}

/** Waits only where a file is so large that it is streamed, which is what most modules have none of. */
async function hashAll(files: FileSource, root: string, paths: readonly string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  const streamed: Promise<void>[] = []
  try {
    for (const path of paths) {
      const sha256 = files.hash(`${root}/${path}`)
      if (typeof sha256 === 'string') hashes.set(path, sha256)
      else streamed.push(sha256.then((value) => void hashes.set(path, value)))
    }
  } finally {
    await Promise.all(streamed)
  }
  return hashes
}

function keyInput(entry: ContextEntry, hashes: ReadonlyMap<string, string>): KeyedInput {
  if (entry.kind !== 'file') return entry
  const { kind, path, executable } = entry
  return { kind, path, executable, sha256: hashes.get(path) ?? '' }
}

function keyBases(module: LinkedModule, parentKeys: ReadonlyMap<string, ContentKey>): KeyedBase[] {
  return module.bases.map((base) => {
    if (base.kind === 'external') {
      return base.digest === undefined ? { reference: base.reference, unlocked: true } : { reference: base.reference, digest: base.digest }
    }
    const key = parentKeys.get(base.module)
    if (key !== undefined) return { reference: base.reference, key }
    throw new ModuleImagesError({
      code: 'broken-base',
      kind: 'input',
      message: `The module ${base.module}, on which this one stands, cannot be built.`,
      place: { file: `${module.root}/${DOCKERFILE}`, line: base.line },
      hint: `Mend ${base.module} first; its own error says how.`,
    })
  })
}
