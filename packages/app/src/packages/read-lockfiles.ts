import { posix } from 'node:path'
import { isUnreadLockfile, ModuleImagesError, pathIn, selectLockfiles } from '@module-images/core'
import { applyConstraints, type LockedPackage, type Lockfile, readLockfile, readLockfileAs } from '@module-images/lockfiles'
import type { FileSource } from '@module-images/workspace'

/** A lockfile of a module, or one without a reader: then `kind` is undefined. */
export interface ModuleLockfile extends Omit<Lockfile, 'kind'> {
  readonly kind: Lockfile['kind'] | undefined
  /** Posix path from the module's root. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** Where lockfiles are looked for. */
export interface LockfilePlaces {
  /** Posix path of the module. */
  readonly root: string
  /** Posix paths, from the module's root, of the files that its build reads; none where it cannot be built. */
  readonly inputs: readonly string[]
  /** Read what links lead to as well. Not for what others will see: a link may lead anywhere. */
  readonly followLinks?: boolean
}

/** More than any project has; a list that includes itself by many names ends here. */
const MAX_INCLUDES = 100

/**
 * The lockfiles in a module's folder, those further down that its build reads, and the files that these include. One that cannot be opened is
 * left out: whoever needs it says so.
 */
export function readLockfiles(files: FileSource, places: LockfilePlaces): ModuleLockfile[] {
  const read = new Map<string, ModuleLockfile>()
  for (const path of lockfilePaths(files, places)) {
    if (read.has(path)) continue
    const bytes = readBytes(files, places, path)
    const lockfile = bytes && readLockfile(bytes, pathIn(places.root, path))
    if (bytes === undefined) continue
    if (lockfile !== undefined) readWithIncludes(files, places, { ...lockfile, path, bytes }, read)
    else read.set(path, withoutReader(places.root, path, bytes))
  }
  return [...read.values()]
}

/** Paths that a lockfile includes, from the workspace's root: what else must be read with it. None for other files. */
export function includedPaths(path: string, bytes: Uint8Array, included: boolean): string[] {
  const lockfile = included ? readLockfileAs('requirements', bytes, path) : readLockfile(bytes, path)
  return (lockfile?.facts.includes ?? []).flatMap(({ file }) => resolveInclude(path, file) ?? [])
}

function lockfilePaths(files: FileSource, { root, inputs }: LockfilePlaces): string[] {
  const own = files.list(root).map(({ name }) => name)
  const below = inputs.filter((path) => path.includes('/') && !/(?:^|\/)node_modules\//.test(path))
  const others = inputs.filter((path) => isUnreadLockfile(posix.basename(path)))
  return [...selectLockfiles(own), ...selectLockfiles(below), ...others]
}

function withoutReader(root: string, path: string, bytes: Uint8Array): ModuleLockfile {
  const file = pathIn(root, path)
  const unread = [{ message: 'Files of this name are not read: its packages are not known.', place: { file, line: 1 } }]
  return { kind: undefined, file, path, bytes, packages: [], problems: [], unread, facts: {} }
}

/** Reads what a file includes, and what that includes, and lets constraints say versions in all of them. */
function readWithIncludes(files: FileSource, places: LockfilePlaces, first: ModuleLockfile, read: Map<string, ModuleLockfile>): void {
  const group = new Map([[first.path, first]])
  const constraints: LockedPackage[] = []
  for (const lockfile of group.values()) {
    const unread = [...lockfile.unread]
    for (const { file, line, constrains } of lockfile.facts.includes ?? []) {
      const path = resolveInclude(lockfile.path, file)
      const bytes = path === undefined || group.size > MAX_INCLUDES ? undefined : readBytes(files, places, path)
      if (path === undefined || bytes === undefined) {
        unread.push({ message: `It includes ${file}, which is not read.`, place: { file: lockfile.file, line } })
      } else if (!group.has(path)) {
        const included = { ...readLockfileAs('requirements', bytes, pathIn(places.root, path)), path, bytes }
        if (constrains) constraints.push(...included.packages)
        group.set(path, constrains ? { ...included, packages: [] } : included)
      }
    }
    group.set(lockfile.path, { ...lockfile, unread })
  }
  for (const [path, lockfile] of group) read.set(path, { ...lockfile, packages: applyConstraints(lockfile.packages, constraints) })
}

/** A path beside the file; undefined for an address and for what leads out of the folder that paths start from. */
function resolveInclude(from: string, written: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(written) || written.startsWith('/')) return undefined
  const path = posix.join(posix.dirname(from), written)
  return path === '..' || path.startsWith('../') ? undefined : path
}

function readBytes(files: FileSource, { root, followLinks = false }: LockfilePlaces, path: string): Uint8Array | undefined {
  try {
    return followLinks || isPlainFile(files, root, path) ? files.readBytes(pathIn(root, path)) : undefined
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    return undefined
  }
}

/** Whether it is a file, and no folder on the way to it is a link. */
function isPlainFile(files: FileSource, root: string, path: string): boolean {
  const parts = path.split('/')
  return parts.every((part, index) => {
    const folder = index === 0 ? root : pathIn(root, parts.slice(0, index).join('/'))
    const kind = files.list(folder).find(({ name }) => name === part)?.kind
    return kind === (index === parts.length - 1 ? 'file' : 'directory')
  })
}
