import { createHash } from 'node:crypto'
import { join } from 'node:path'
import {
  BASE_LOCK_FILE,
  followPath,
  ignoreFileNames,
  LFS_POINTER_BYTES,
  ModuleImagesError,
  readLfsDigest,
  rememberAnswers,
} from '@module-images/core'
import type { GitPlace } from '@module-images/git'
import { DOCKERFILE, type EntryKind, type FileSource, type FolderEntry, NX_JSON } from '@module-images/workspace'
import { type CommitFile, type CommitListing, listCommit, submoduleNotFetched } from './list-commit.js'
import { createLinkResolver } from './resolve-link.js'

/** Files whose text is asked for while a workspace is read. */
const IGNORE_FILES = ignoreFileNames(DOCKERFILE)
const READ_AS_TEXT = new Set([NX_JSON, 'project.json', 'package.json', DOCKERFILE, BASE_LOCK_FILE, ...IGNORE_FILES])

const KINDS: Readonly<Record<CommitFile['kind'], EntryKind>> = { file: 'file', executable: 'file', symlink: 'symlink' }

/**
 * The files of a commit below the place's folder, those of its submodules too, from git's objects: nothing is checked out. They are as
 * git stores them, which is how a checkout has them unless it converts line ends or runs filters other than that of Git LFS. To be closed when done.
 *
 * @param commit object id
 * @param wanted what will be read beside the files that define a workspace
 */
export async function openCommitFiles(
  place: GitPlace,
  commit: string,
  wanted: WantedFiles = NOTHING_MORE,
): Promise<FileSource & { close(): Promise<void> }> {
  const opened: CommitListing[] = []
  const list = async (at: GitPlace) => {
    const listing = await listCommit(at, commit)
    opened.push(listing)
    return listing
  }
  const close = async () => void (await Promise.all(opened.map((listing) => listing.close())))
  try {
    const listing = await list(place)
    const within = await readPaths(listing, '')
    const { way } = listing
    // Links may lead to what lies beside the workspace in its repository.
    const all =
      within.leaves && way.length > 0
        ? await readPaths(await list({ ...place, root: join(place.root, ...way.map(() => '..')) }), `${way.join('/')}/`)
        : within
    return { ...(await readCommitFiles(place.root, { listing, within, all }, wanted)), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Files of a commit that will be read. */
export interface WantedFiles {
  /** @param path from the workspace's root */
  isWanted(path: string): boolean
  /** Paths that a file names, which will be read for its sake. @param named whether it was itself named by another */
  namedIn(path: string, bytes: Uint8Array, named: boolean): readonly string[]
}

const NOTHING_MORE: WantedFiles = { isWanted: () => false, namedIn: () => [] }

/** What there is under the paths of a listing, links followed. */
interface Paths {
  find(path: string): CommitFile | undefined
  isFolder(path: string): boolean
  readonly folders: ReadonlyMap<string, readonly FolderEntry[]>
  readonly links: ReadonlyMap<string, string>
  /** Some link leads out of the listing. */
  readonly leaves: boolean
}

/** @param start what paths that are asked for begin with in the listing */
async function readPaths({ files, missing }: CommitListing, start: string): Promise<Paths> {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const folders = createFolders(files, missing)
  const contents = await readContents(files.filter(({ kind }) => kind === 'symlink'))
  const links = new Map([...contents].map(([{ path }, target]) => [path, target.toString('utf8')]))
  const resolve = createLinkResolver(links)
  return {
    find: (path) => byPath.get(resolve(`${start}${path}`) ?? ''),
    isFolder: (path) => folders.has(resolve(`${start}${path}`) ?? ''),
    folders,
    links,
    leaves: [...links.keys()].some((link) => resolve(link) === undefined),
  }
}

interface CommitParts {
  /** Of the workspace. */
  readonly listing: CommitListing
  /** The same, as paths. */
  readonly within: Paths
  /** Where links of the workspace may lead as well. */
  readonly all: Paths
}

/** Reads at once what is asked for without waiting: the texts that define modules. */
async function readCommitFiles(root: string, { listing, within, all }: CommitParts, more: WantedFiles): Promise<FileSource> {
  const { files, missing } = listing
  const { folders, links } = within
  const find = (path: string) => all.find(path)
  const defining = files.filter(({ path }) => READ_AS_TEXT.has(nameOf(path))).map(({ path }) => path)
  const contents = new Map(await readContents(new Set([...defining, ...linkedIgnoreFiles(links)].flatMap((path) => find(path) ?? []))))
  const wanted = files.filter(({ path }) => more.isWanted(path)).map(({ path }) => path)
  await readNamed(wanted, { find, contents, namedIn: (path, bytes, named) => more.namedIn(path, bytes, named) })
  const shas = rememberAnswers<string>()
  const source: FileSource = {
    root,
    reopen: () => source,
    list: (folder) => folders.get(folder) ?? notThere(folder),
    has: (path) => find(path) !== undefined || all.isFolder(path),
    readText: (path) => contents.get(find(path) ?? notThere(path))?.toString('utf8') ?? notThere(path),
    readBytes: (path) => contents.get(find(path) ?? notThere(path)) ?? notThere(path),
    readLink: (link) => links.get(link) ?? notThere(link),
    async hash(path) {
      const file = find(path) ?? notThere(path)
      return { sha256: await shas.get(file.id, () => hashFile(file)), executable: file.kind === 'executable' }
    },
    blobOf: () => undefined,
    // Those that are here are folders like any other.
    submodules: () => missing.map(({ path }) => path),
    notFetched(path) {
      const submodule = missing.find((one) => path === one.path || path.startsWith(`${one.path}/`))
      return submodule && submoduleNotFetched(submodule)
    },
  }
  return source
}

/** Where ignore files that are links lead: to a file of their own folder, which is `/` for them. */
function linkedIgnoreFiles(links: ReadonlyMap<string, string>): string[] {
  return [...links.keys()].flatMap((link) => {
    if (!IGNORE_FILES.includes(nameOf(link))) return []
    const folder = link.slice(0, -nameOf(link).length)
    const way = followPath(nameOf(link), (path) => links.get(`${folder}${path}`))
    return way ? [`${folder}${way.path}`] : []
  })
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Every folder with what is in it; git keeps paths of files only. @param empty folders that are there all the same */
function createFolders(files: readonly CommitFile[], empty: CommitListing['missing']): Map<string, FolderEntry[]> {
  const folders = new Map<string, FolderEntry[]>([['', []]])
  const folderAt = (path: string): FolderEntry[] => {
    const known = folders.get(path)
    if (known) return known
    const entries: FolderEntry[] = []
    folders.set(path, entries)
    addTo(path, 'directory')
    return entries
  }
  const addTo = (path: string, kind: EntryKind): void => {
    folderAt(path.slice(0, Math.max(path.lastIndexOf('/'), 0))).push({ name: nameOf(path), kind })
  }
  for (const { path, kind } of files) addTo(path, KINDS[kind])
  for (const { path } of empty) folderAt(path)
  return folders
}

async function readContents(files: Iterable<CommitFile>): Promise<Map<CommitFile, Buffer>> {
  const contents = [...files].map(async (file) => {
    const chunks: Buffer[] = []
    await file.read((chunk) => chunks.push(chunk))
    return [file, Buffer.concat(chunks)] as const
  })
  return new Map(await Promise.all(contents))
}

interface NamedReading {
  readonly find: (path: string) => CommitFile | undefined
  readonly contents: Map<CommitFile, Buffer>
  readonly namedIn: WantedFiles['namedIn']
}

/** Reads files, then those that they name, until all are there. */
async function readNamed(paths: readonly string[], { find, contents, namedIn }: NamedReading): Promise<void> {
  const seen = new Set(paths)
  const lookup = (path: string) => {
    const file = find(path)
    return file && contents.get(file)
  }
  for (let [round, named] = [paths, false]; round.length > 0; named = true) {
    const found = await readContents(new Set(round.flatMap((path) => find(path) ?? [])))
    for (const [file, bytes] of found) contents.set(file, bytes)
    const next = round.flatMap((path) => {
      const bytes = lookup(path)
      return bytes === undefined ? [] : namedIn(path, bytes, named)
    })
    round = [...new Set(next)].filter((path) => !seen.has(path))
    for (const path of round) seen.add(path)
  }
}

/** Of a Git LFS pointer, the digest of the file it stands for, so that a commit has the keys of its checkout. */
async function hashFile({ read }: CommitFile): Promise<string> {
  const hash = createHash('sha256')
  let start: Buffer = Buffer.alloc(0)
  await read((chunk) => {
    hash.update(chunk)
    if (start.length < LFS_POINTER_BYTES) start = Buffer.concat([start, chunk.subarray(0, LFS_POINTER_BYTES)])
  })
  return readLfsDigest(start) ?? hash.digest('hex')
}

function notThere(path: string): never {
  throw new ModuleImagesError({
    code: 'unreadable-file',
    kind: 'input',
    message: 'Is not in that commit.',
    place: { file: path },
    fix: 'Commit it, or compare with a revision that has it.',
  })
}
