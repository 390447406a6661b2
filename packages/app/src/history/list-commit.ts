import { ModuleImagesError } from '@module-images/core'
import {
  findSubmodule,
  type GitObjects,
  type GitPlace,
  listTree,
  openGitObjects,
  readPrefix,
  readSubmoduleNames,
  type TreeFile,
} from '@module-images/git'
import { renderCommand } from '@module-images/process'

/** A file of a commit, or of a submodule as that commit has it. */
export interface CommitFile {
  /** Posix, from the place's folder. */
  readonly path: string
  readonly kind: Exclude<TreeFile['kind'], 'commit'>
  /** Object id, hex; of a file that git writes and does not keep, any name of its own. */
  readonly id: string
  /** Hands over its bytes. */
  readonly read: (onBytes: (chunk: Buffer) => void) => Promise<void>
}

/** A submodule whose commit is not here, so that nothing is known of its files. */
export interface MissingSubmodule {
  readonly path: string
  readonly id: string
}

export interface CommitListing {
  /** The place's folder from the top of its repository, part by part. */
  readonly way: readonly string[]
  readonly files: readonly CommitFile[]
  readonly missing: readonly MissingSubmodule[]
  /** To be called when nothing is being read. */
  close(): Promise<void>
}

/** Every file of a commit below the place's folder, with those of submodules whose commits are here. To be closed when done. */
export async function listCommit(place: GitPlace, commit: string): Promise<CommitListing> {
  const [files, missing, opened]: [CommitFile[], MissingSubmodule[], GitObjects[]] = [[], [], []]
  const close = async () => void (await Promise.all(opened.map((objects) => objects.close())))
  const add = async (repository: Repository): Promise<void> => {
    const objects = openGitObjects(repository.place)
    opened.push(objects)
    const tree = await listTree(repository.place, repository.commit)
    const names = tree.some(({ kind }) => kind === 'commit') ? await readSubmoduleNames(repository.place, repository.commit) : new Map()
    for (const { path, kind, id } of tree) {
      const at = `${repository.start}${path}`
      if (kind !== 'commit') files.push({ path: at, kind, id, read: (onBytes) => objects.read(id, onBytes) })
      else await addSubmodule(repository, { path, id, name: names.get(path) as string | undefined })
    }
  }
  const addSubmodule = async (around: Repository, { path, id, name }: MissingSubmodule & { readonly name: string | undefined }) => {
    const at = `${around.start}${path}`
    const place = await findSubmodule(around.place, path, name, [id])
    if (place === undefined) return void missing.push({ path: at, id })
    const way = [...around.way, ...path.split('/')]
    const kept = `${around.kept}/modules/${name ?? path}`
    files.push(gitFile(`${at}/.git`, `gitdir: ${'../'.repeat(way.length)}${kept}\n`))
    await add({ place, commit: id, start: `${at}/`, way, kept })
  }
  try {
    const prefix = await readPrefix(place)
    const way = prefix === '' ? [] : prefix.split('/')
    await add({ place, commit, start: '', way, kept: '.git' })
    return { way, files, missing, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Repository {
  readonly place: GitPlace
  readonly commit: string
  /** What paths of it begin with here. */
  readonly start: string
  /** Its folder from the top of the outermost working tree. */
  readonly way: readonly string[]
  /** Where a clone keeps it, from that top. */
  readonly kept: string
}

/** What `git clone --recurse-submodules` leaves in the folder of a submodule, the same in every clone; a build may copy it. */
function gitFile(path: string, text: string): CommitFile {
  return { path, kind: 'file', id: `${path} ${text}`, read: async (onBytes) => onBytes(Buffer.from(text)) }
}

export const SUBMODULE_NOT_FETCHED = 'submodule-not-fetched'

/** Says that what lies in a submodule is not known. */
export function submoduleNotFetched({ path, id }: MissingSubmodule): ModuleImagesError {
  return new ModuleImagesError({
    code: SUBMODULE_NOT_FETCHED,
    kind: 'environment',
    message: `The submodule is at commit ${id} there, and that commit is not fetched here.`,
    place: { file: path },
    fix: `Fetch it: git submodule update --init; and where the submodule is at another commit by now: ${renderCommand('git', ['-C', path, 'fetch', 'origin', id])}`,
  })
}
