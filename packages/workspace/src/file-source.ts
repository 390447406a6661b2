import type { ModuleImagesError } from '@module-images/core'

/** What something in a folder is; `other` is a socket, a device or a submodule, which no build reads. */
export type EntryKind = 'file' | 'directory' | 'symlink' | 'other'

export interface FolderEntry {
  readonly name: string
  readonly kind: EntryKind
}

/** `sha256` is of its bytes, hex; `executable` says whether its owner may execute it, the one bit that git records. */
export interface HashedFile {
  readonly sha256: string
  readonly executable: boolean
}

/**
 * Where the files of a workspace are read from: the working tree, or a revision of git. Paths are posix, from the workspace
 * root; `''` is the root itself. What cannot be read throws a ModuleImagesError that names it: `unreadable-folder`,
 * `unreadable-file`.
 */
export interface FileSource {
  /** The same files as they are now, with nothing remembered; a revision's do not change. */
  reopen(): FileSource
  /** Native absolute path of the workspace, whose builds these files are for. */
  readonly root: string
  /** What is in a folder, in any order; links are not followed. */
  list(folder: string): readonly FolderEntry[]
  /** Whether there is something of this name, be it a link that leads there. Never throws. */
  has(path: string): boolean
  /** Text of a file, or of the one a link leads to. */
  readText(file: string): string
  /** Bytes of a file, or of the one a link leads to. */
  readBytes(file: string): Uint8Array
  /** Where a link says it leads. */
  readLink(link: string): string
  /** What of a file counts in an image, from one look at it; at once where that costs next to nothing. */
  hash(file: string): HashedFile | Promise<HashedFile>
  /**
   * Git's name (sha1) for the bytes that `hash` answered with this sha256 for, so that a file need not be read again to be compared with a
   * commit. Undefined where it was not kept.
   */
  blobOf(file: string, sha256: string): string | undefined
  /** Folders that belong to git submodules, fetched or not; none where they cannot be told apart. */
  submodules(): readonly string[]
  /** Says that a path is, or would be, in a submodule that was not fetched, whose folder is empty; undefined for any other. */
  notFetched(path: string): ModuleImagesError | undefined
}
