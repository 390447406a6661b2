import { normalize } from 'node:path/posix'
import {
  type ContentKey,
  type ContextEntry,
  hashInstructions,
  ModuleImagesError,
  type SealedBase,
  type SealedBuild,
  type SealedInput,
  selectInputs,
  pathIn,
} from '@module-images/core'
import type { FileSource } from '../file-source.js'
import type { LinkedModule } from '../link-modules.js'
import { checkLockedPlatforms } from '../locked-platforms.js'
import { DOCKERFILE } from '../read-module.js'
import { listContext } from './list-context.js'
import { refuseEmptySubmodules } from './refuse-empty-submodules.js'

/** What a module stands on. */
export interface Parents {
  /** Keys of the modules its Dockerfile names, by name. */
  readonly keys: ReadonlyMap<string, ContentKey>
  /** Of all modules below it, nearest first. */
  readonly epochs: readonly number[]
}

/**
 * Seals a module's build: lists and hashes its inputs, and notes all else that decides what the image holds.
 *
 * @throws ModuleImagesError `missing-source` where the build would fail for a source that is not there or is ignored,
 *   `lfs-pointer` and `empty-submodule` where git has not fetched what it would read, `base-lacks-platform` for a lock that does not fit the
 *   module's platforms, `secret-is-input`, `broken-base`
 */
export async function sealModule(files: FileSource, module: LinkedModule, parents: Parents): Promise<SealedBuild> {
  checkLockedPlatforms(module, module.lock)
  const entries = listInputs(files, module)
  refuseSecretInputs(module, entries)
  const inputs = await sealInputs(files, module.root, entries)
  const { buildArgs, labels, target, platforms, provenance, sbom } = module.options
  return {
    instructions: hashInstructions(module.dockerfile),
    inputs,
    bases: sealBases(module, parents.keys),
    buildArgs,
    labels,
    target,
    platforms,
    provenance,
    sbom,
    epochs: [module.lock.epoch, ...parents.epochs],
  }
}

/** A secret that a COPY could take along would be in the image, and its hash in the key. */
function refuseSecretInputs({ root, options }: LinkedModule, entries: readonly ContextEntry[]): void {
  if (options.secrets.length === 0) return
  const paths = new Set(entries.map(({ path }) => path))
  const secret = options.secrets.find((one) => 'file' in one && paths.has(normalize(one.file)))
  if (secret === undefined || !('file' in secret)) return
  throw new ModuleImagesError({
    code: 'secret-is-input',
    kind: 'input',
    message: `The file of secret '${secret.id}' is also copied into the image.`,
    place: { file: pathIn(root, normalize(secret.file)) },
    fix: 'Name it in .dockerignore, or keep it outside the module.',
  })
}

/** What of the context the build reads. */
function listInputs(files: FileSource, module: LinkedModule): ContextEntry[] {
  const listing = listContext(files, module)
  refuseEmptySubmodules(files, module, listing)
  const { entries, problems } = selectInputs(module.reads, module.rules, listing, (path) => files.has(pathIn(module.root, path)))
  const [problem] = problems
  if (problem) {
    throw new ModuleImagesError({
      code: 'missing-source',
      kind: 'input',
      message: problem.message,
      place: { file: pathIn(module.root, DOCKERFILE), line: problem.line },
      fix: problem.fix,
    })
  }
  return [...entries]
}

/** Waits only where a file is so large that it is streamed, which is what most modules have none of. */
async function sealInputs(files: FileSource, root: string, entries: readonly ContextEntry[]): Promise<SealedInput[]> {
  const sealed: SealedInput[] = []
  const streamed: Promise<void>[] = []
  try {
    for (const [index, entry] of entries.entries()) {
      if (entry.kind !== 'file') {
        sealed[index] = entry
        continue
      }
      const hashed = files.hash(pathIn(root, entry.path))
      if (hashed instanceof Promise) streamed.push(hashed.then((value) => void (sealed[index] = { ...entry, ...value })))
      else sealed[index] = { ...entry, ...hashed }
    }
  } finally {
    await Promise.all(streamed)
  }
  return sealed
}

function sealBases(module: LinkedModule, parentKeys: ReadonlyMap<string, ContentKey>): SealedBase[] {
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
      place: { file: pathIn(module.root, DOCKERFILE), line: base.line },
      fix: `Fix ${base.module} first; its own error says how.`,
    })
  })
}
