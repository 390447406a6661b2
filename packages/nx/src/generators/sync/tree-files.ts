import type { Tree } from '@nx/devkit'
import { ModuleImagesError } from '@module-images/core'
import { createWorkingTree, type FileSource, type FolderEntry } from '@module-images/workspace'

/**
 * The files of a workspace as a generator leaves them: those on disk, with what it has written and removed so far. What a generator
 * never writes, links and modes, is as on disk.
 */
export function createTreeFiles(tree: Tree): FileSource {
  const disk = createWorkingTree(tree.root)
  return {
    ...disk,
    has: (path) => tree.exists(path),
    readText: (file) => readBytes(tree, file).toString('utf8'),
    readBytes: (file) => readBytes(tree, file),
    list: (folder) => listFolder(tree, disk, folder),
  }
}

function readBytes(tree: Tree, file: string): Buffer {
  const bytes = tree.isFile(file) ? tree.read(file) : null
  if (bytes !== null) return bytes
  throw new ModuleImagesError({
    code: 'unreadable-file',
    kind: 'environment',
    message: 'Cannot be read.',
    place: { file },
    fix: 'Check that it is there and that you may read it.',
  })
}

function listFolder(tree: Tree, disk: FileSource, folder: string): FolderEntry[] {
  const onDisk = new Map((disk.has(folder) ? disk.list(folder) : []).map((entry) => [entry.name, entry]))
  // What was written above the workspace makes its parent a child of the tree.
  const names = tree.children(folder).filter((name) => name !== '..')
  return names.map((name) => {
    const path = folder === '' ? name : `${folder}/${name}`
    return onDisk.get(name) ?? { name, kind: tree.isFile(path) ? 'file' : 'directory' }
  })
}
