import { BASE_LOCK_FILE, createInputSelector, followLinks, ignoreFileNames, pathIn, pathWithin } from '@module-images/core'
import { DOCKERFILE, type KeyResult, NX_JSON } from '@module-images/workspace'

/**
 * One thing a content key is made of, as it was when the key was made. Paths are posix, from the workspace root. `blob` is git's name (sha1)
 * for the bytes of `sha256`, where it is known.
 */
export type KeyFile =
  /** Read as text, through a link where it is one. */
  | { readonly kind: 'text'; readonly path: string; readonly sha256: string; readonly blob?: string | undefined }
  /** Without a digest, of a project's file that is in no key, the one of this moment counts. */
  | {
      readonly kind: 'file'
      readonly path: string
      readonly executable: boolean
      readonly sha256?: string
      readonly blob?: string | undefined
    }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  | { readonly kind: 'directory'; readonly path: string }

/** A module whose key was made. */
export type KeyedModule = Pick<Extract<KeyResult, { kind: 'keyed' }>, 'module' | 'sealed' | 'files'>

const MODULE_TEXTS = [DOCKERFILE, 'project.json', 'package.json', BASE_LOCK_FILE]

/** All files of a module's own that its key is made of: build inputs, and what says how it is built. */
export async function listKeyFiles({ module, sealed, files }: KeyedModule): Promise<KeyFile[]> {
  const here = new Set(module.entries.map(({ name }) => name))
  const names = [...MODULE_TEXTS.filter((name) => here.has(name)), ...(module.ignoreFile === undefined ? [] : [module.ignoreFile])]
  const texts = [NX_JSON, ...names.map((name) => pathIn(module.root, name))]
  const inputs = sealed.inputs.map((input): KeyFile => {
    const path = pathIn(module.root, input.path)
    return input.kind === 'file' ? { ...input, path, blob: files.blobOf(path, input.sha256) } : { ...input, path }
  })
  const known = new Set(inputs.flatMap(({ kind, path }) => (kind === 'file' ? [path] : [])))
  const read = texts
    .filter((path) => !known.has(path))
    .map(async (path): Promise<KeyFile> => {
      const { sha256 } = await files.hash(path)
      return { kind: 'text', path, sha256, blob: files.blobOf(path, sha256) }
    })
  return [...(await Promise.all(read)), ...inputs]
}

/**
 * Says which of the commit's files would be among a module's key files if they were here: an image without them is not the commit's.
 *
 * @returns a predicate on paths from the workspace root
 */
export function createKeyFileMatcher({ module: { root, reads, rules }, sealed }: KeyedModule): (path: string) => boolean {
  const texts = new Set([...MODULE_TEXTS, ...ignoreFileNames(DOCKERFILE)])
  const links = sealed.inputs.filter((input) => input.kind === 'symlink')
  const selector = createInputSelector(followLinks(reads, links), rules)
  return (path) => {
    const inContext = pathWithin(root, path)
    return inContext !== undefined && (texts.has(inContext) || selector.isInput(inContext, 'file'))
  }
}
