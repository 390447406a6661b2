import { hash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { UncommittedFile } from '@module-images/core'
import { startBlobHash } from '@module-images/git'
import pLimit from 'p-limit'
import { findCleaned, type FilteredFile } from './clean-filter.js'
import type { CommitTree, CommittedFile } from './commit-tree.js'
import { hashFile } from './hash-file.js'
import type { KeyFile } from './key-files.js'
import { statIfPresent } from './stat-if-present.js'

/** A file that is not as in the commit; `untracked` where the commit has none of its name, which a task may have made. */
export interface FileChange extends UncommittedFile {
  readonly untracked: boolean
}

/** Files read at the same time. */
const READS_AT_ONCE = 8

/** As many links as Linux follows. https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const MOST_LINKS = 40

const CHANGES = { filtered: 'differs from the commit', untracked: 'is in no commit' }

/**
 * Compares what a key was made of with a commit, byte by byte: index, `git status` and what it was told to overlook take no part. Bytes
 * that differ may still be the commit's through the clean filter of their path (line ends) or as what a Git LFS pointer stands for.
 *
 * @param root native absolute path of the workspace
 * @returns the files that are not as in the commit, in the order given
 */
export async function compareFiles(root: string, tree: CommitTree, files: readonly KeyFile[]): Promise<FileChange[]> {
  const limit = pLimit(READS_AT_ONCE)
  const verdicts = await Promise.all(files.map((file) => limit(() => compareFile(root, tree, file))))
  const suspects = verdicts.flatMap((verdict) => (verdict.kind === 'filtered' ? [verdict] : []))
  const same = new Set<Verdict>(await findCleaned(root, suspects))
  return verdicts.flatMap((verdict, index): FileChange[] => {
    const path = files[index]?.path ?? ''
    if (verdict.kind === 'same' || same.has(verdict)) return []
    return [{ path, why: verdict.kind === 'changed' ? verdict.why : CHANGES[verdict.kind], untracked: verdict.kind === 'untracked' }]
  })
}

type Verdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly why: string }
  | { readonly kind: 'untracked' }
  /** Its bytes are not the blob's, so that the filter of its path decides. */
  | ({ readonly kind: 'filtered' } & FilteredFile)

const SAME: Verdict = { kind: 'same' }
const changed = (why: string): Verdict => ({ kind: 'changed', why })
const DIFFERS = changed(CHANGES.filtered)

async function compareFile(root: string, tree: CommitTree, file: KeyFile, links = 0): Promise<Verdict> {
  const answer = await tree.find(file.path)
  switch (answer.kind) {
    case 'missing':
      return { kind: 'untracked' }
    case 'folder':
      // Git keeps no folders: one is there where something in it is.
      return file.kind === 'directory' ? SAME : DIFFERS
    case 'submodule-moved':
      return changed(`the submodule ${answer.submodule} is not at the commit's`)
    case 'submodule-git':
      return isGitFile(root, file) ? SAME : changed("is git's own; leave it out with **/.git in .dockerignore")
    case 'file':
      break
  }
  const { file: committed } = answer
  if (file.kind === 'directory') return DIFFERS
  if (file.kind === 'symlink') return isLink(committed, file.target) ? SAME : DIFFERS
  if (file.blob === committed.entry.id && isOfKind(file, committed)) return SAME
  const stats = statIfPresent(join(root, file.path))
  if (stats?.isFile() === true) return compareBytes(root, file, committed)
  if (file.kind === 'file' || stats?.isSymbolicLink() !== true || links === MOST_LINKS) return DIFFERS
  // The link has to be the commit's, and so has what it leads to.
  const target = readlinkSync(join(root, file.path))
  if (!isLink(committed, target)) return DIFFERS
  return compareFile(root, tree, { ...file, path: posix.join(posix.dirname(file.path), target) }, links + 1)
}

/** A file that is one in the commit, too, and as executable: what its name is of is all there is to it. */
function isOfKind(file: KeyFile & { kind: 'text' | 'file' }, { entry }: CommittedFile): boolean {
  return entry.kind !== 'symlink' && (file.kind === 'text' || file.executable === (entry.kind === 'executable'))
}

async function compareBytes(root: string, file: KeyFile & { kind: 'text' | 'file' }, committed: CommittedFile): Promise<Verdict> {
  const { entry, repository } = committed
  if (entry.kind === 'symlink') return DIFFERS
  if (file.kind === 'file' && file.executable !== (entry.kind === 'executable')) {
    return changed(file.executable ? 'is executable, and not so in the commit' : 'is not executable, and so in the commit')
  }
  const hashes = await hashFile(join(root, file.path), repository)
  if (hashes === undefined || hashes.sha256 !== (file.sha256 ?? hashes.sha256)) return changed('has changed since its key was made')
  return hashes.blob === entry.id ? SAME : { kind: 'filtered', path: file.path, sha256: hashes.sha256, committed }
}

/** A clone with its submodules has the same in each: a way to the repository around it, and nothing of the machine. */
function isGitFile(root: string, file: KeyFile): boolean {
  if (file.kind !== 'file' || file.executable || statIfPresent(join(root, file.path))?.isFile() !== true) return false
  const text = readFileSync(join(root, file.path), 'utf8')
  return /^gitdir: (?:\.\.\/)+\.git\/[^\n]+\n$/.test(text) && hash('sha256', text) === file.sha256
}

function isLink({ entry, repository }: CommittedFile, target: string): boolean {
  const id = startBlobHash(repository, Buffer.byteLength(target)).update(target).digest('hex')
  return entry.kind === 'symlink' && entry.id === id
}
