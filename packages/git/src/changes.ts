import { type GitPlace, parseNames, readGit } from './git-command.js'
import { findSubmodule, readSubmoduleNames, submodulePlace } from './submodule.js'

/** What differs between two commits, or between one and the working tree. */
export interface ChangedPath {
  /** Posix, from the place's folder. */
  readonly path: string
  /** `folder` where no more is known than that something in it may differ: of a submodule that is new, gone, or not fetched at both commits. */
  readonly kind: 'file' | 'folder'
}

/**
 * What differs below the place's folder between two commits, or between one and the working tree: files, those of submodules too. One that
 * was renamed is there under both names.
 *
 * @param head nothing for the working tree, with files not yet added
 */
export async function listChanges(place: GitPlace, base: string, head: string | undefined): Promise<ChangedPath[]> {
  const [entries, untracked] = await Promise.all([listEntries(place, base, head), head === undefined ? listNew(place) : []])
  const names = new Map<string, string>()
  if (entries.some(isSubmodule)) {
    for (const commit of [base, ...(head === undefined ? [] : [head])]) {
      for (const [path, name] of await readSubmoduleNames(place, commit)) names.set(path, name)
    }
  }
  const changes: ChangedPath[] = []
  for (const entry of entries) changes.push(...(isSubmodule(entry) ? await listSubmodule(place, entry, names, head) : [fileAt(entry.path)]))
  return [...new Map([...changes, ...untracked].map((change) => [`${change.kind} ${change.path}`, change])).values()]
}

interface Entry {
  readonly path: string
  /** Undefined where there is none. */
  readonly before: Side | undefined
  readonly now: Side | undefined
}

interface Side {
  readonly submodule: boolean
  /** All zeros for what lies in the working tree. */
  readonly id: string
}

const fileAt = (path: string): ChangedPath => ({ path, kind: 'file' })

function isSubmodule({ before, now }: Entry): boolean {
  return before?.submodule === true || now?.submodule === true
}

/** Submodules count as changed where anything in their checkout is, so that no other has to be looked at. */
async function listEntries(place: GitPlace, base: string, head: string | undefined): Promise<Entry[]> {
  const plain = ['--raw', '-z', '--no-abbrev', '--no-renames', '--relative', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none']
  const parts = parseNames((await readGit(place, ['diff', ...plain, base, ...(head === undefined ? [] : [head]), '--'])) ?? '')
  return Array.from({ length: parts.length / 2 }, (_, index) => parseEntry(parts[2 * index] ?? '', parts[2 * index + 1] ?? ''))
}

/** `:<mode> <mode> <id> <id> <status>`, see https://git-scm.com/docs/git-diff#_raw_output_format */
function parseEntry(facts: string, path: string): Entry {
  const [modeBefore = '', modeNow = '', before = '', now = ''] = facts.slice(1).split(' ')
  const side = (mode: string, id: string) => (mode === '000000' ? undefined : { submodule: mode === '160000', id })
  return { path, before: side(modeBefore, before), now: side(modeNow, now) }
}

/** Files that git neither has nor ignores; of a repository within, its folder. */
async function listNew(place: GitPlace): Promise<ChangedPath[]> {
  const names = parseNames((await readGit(place, ['ls-files', '-z', '--others', '--exclude-standard'])) ?? '')
  return names.map((name) => (name.endsWith('/') ? { path: name.slice(0, -1), kind: 'folder' } : fileAt(name)))
}

async function listSubmodule(
  place: GitPlace,
  { path, before, now }: Entry,
  names: ReadonlyMap<string, string>,
  head: string | undefined,
): Promise<ChangedPath[]> {
  if (before?.submodule !== true || now?.submodule !== true) return [{ path, kind: 'folder' }]
  const ids = head === undefined ? [before.id] : [before.id, now.id]
  const submodule = await findSubmodule(place, path, names.get(path), ids)
  // A working tree is compared with its commit where it is, and nowhere else.
  const isElsewhere = head === undefined && submodule?.root !== submodulePlace(place, path).root
  if (submodule === undefined || isElsewhere) return [{ path, kind: 'folder' }]
  const changes = await listChanges(submodule, before.id, head === undefined ? undefined : now.id)
  return changes.map((change) => ({ ...change, path: `${path}/${change.path}` }))
}
