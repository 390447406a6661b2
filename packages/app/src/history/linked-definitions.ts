import { posix } from 'node:path'
import { ModuleImagesError, pathIn } from '@module-images/core'
import type { FileSource } from '@module-images/workspace'
import { DEFINITIONS } from './definitions.js'

/** Roots of modules by the path of a file, from the workspace root, that one of their definitions is a link to; it may lie beside the workspace. */
export type LinkedDefinitions = ReadonlyMap<string, readonly string[]>

/** Finds where links lead that stand for a Dockerfile, or for what else defines a build: what is there is read as if it lay in the module. */
export function findLinkedDefinitions(files: FileSource, roots: readonly string[]): LinkedDefinitions {
  const linked = new Map<string, string[]>()
  for (const root of roots) {
    for (const { name, kind } of ifReadable(() => files.list(root === '.' ? '' : root)) ?? []) {
      if (kind !== 'symlink' || !DEFINITIONS.includes(name)) continue
      for (const path of followLinks(files, pathIn(root, name))) linked.set(path, [...(linked.get(path) ?? []), root])
    }
  }
  return linked
}

/** As many links as Linux follows. https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const MAX_LINKS = 40

/** Each path that a link leads to, by way of others. */
function followLinks(files: FileSource, link: string): string[] {
  const way: string[] = []
  for (let target = readLink(files, link); target !== undefined && way.length < MAX_LINKS; target = readLink(files, way.at(-1) ?? '')) {
    if (target.startsWith('/')) break
    way.push(posix.join(posix.dirname(way.at(-1) ?? link), target))
  }
  return way
}

/** Undefined for what is no link. */
function readLink(files: FileSource, path: string): string | undefined {
  return ifReadable(() => files.readLink(path))
}

/** A module whose folder cannot be read is broken, and says so itself. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ModuleImagesError) return undefined
    throw error
  }
}
