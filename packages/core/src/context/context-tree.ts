import { contextPath } from '../pattern/clean-path.js'
import type { ContextEntry } from './context-entry.js'

/** A context, or the part of it a build sees, as a tree. */
export interface TreeNode {
  readonly entry: ContextEntry
  readonly children: Map<string, TreeNode>
}

/** Where a path leads once links are followed. */
export interface Resolution {
  /** Nothing when the path leads nowhere, or through too many links. */
  readonly node: TreeNode | undefined
  /** More links are on the way than the engine follows, as in a circle. */
  readonly tooManyLinks: boolean
  /** The path at its end, whether or not something is there. */
  readonly path: string
  /** Links on the way, in order. */
  readonly links: readonly ContextEntry[]
}

/** As many links as BuildKit follows before it gives up. */
export const MAX_LINKS = 255

/**
 * To find what lies behind a link to a folder, BuildKit follows the link once and asks Linux for the rest, which follows 40. From a
 * link to an absolute path BuildKit begins anew, since Linux would take it for one of the machine's.
 * https://man7.org/linux/man-pages/man7/path_resolution.7.html
 */
const MAX_FOLDER_LINKS = 41

export class ContextTree {
  readonly root: TreeNode = { entry: { kind: 'directory', path: '' }, children: new Map() }
  /** Where paths with links in them lead: links in circles take as many steps as are allowed, and a Dockerfile may name them often. */
  readonly #ways = new Map<string, Resolution>()

  /** Folders that lead to an entry need not be listed. */
  constructor(listing: Iterable<ContextEntry>) {
    for (const entry of listing) this.#add(entry)
  }

  /** Follows a path and the links in it as the engine does, which never leaves the context: its root is `/` for every link. */
  resolve(path: string): Resolution {
    const known = this.#ways.get(path)
    if (known) return known
    const way = this.#follow(path)
    if (way.links.length > 0) this.#ways.set(path, way)
    return way
  }

  #follow(path: string): Resolution {
    const links: ContextEntry[] = []
    let folderLinks = 0
    let pending = split(path)
    let trail: TreeNode[] = [this.root]
    while (pending.length > 0) {
      const name = pending.pop() ?? ''
      const node = trail.at(-1)?.children.get(name)
      if (node === undefined)
        return {
          node: undefined,
          tooManyLinks: false,
          path: [pathOf(trail), name, ...pending.reverse()].filter((part) => part !== '').join('/'),
          links,
        }
      if (node.entry.kind !== 'symlink') {
        trail.push(node)
        continue
      }
      links.push(node.entry)
      const { target } = node.entry
      if (pending.length > 0) folderLinks = target.startsWith('/') ? 1 : folderLinks + 1
      if (links.length > MAX_LINKS || folderLinks > MAX_FOLDER_LINKS)
        return { node: undefined, tooManyLinks: true, path: node.entry.path, links }
      const next = contextPath(target.startsWith('/') ? target : `${pathOf(trail)}/${target}`)
      pending = [...pending, ...split(next)]
      trail = [this.root]
    }
    return { node: trail.at(-1), tooManyLinks: false, path: pathOf(trail), links }
  }

  #add(entry: ContextEntry): void {
    const parts = entry.path.split('/')
    const name = parts.pop() ?? ''
    let folder = this.root
    for (const [depth, part] of parts.entries()) {
      let next = folder.children.get(part)
      if (next === undefined) {
        next = { entry: { kind: 'directory', path: parts.slice(0, depth + 1).join('/') }, children: new Map() }
        folder.children.set(part, next)
      }
      folder = next
    }
    const known = folder.children.get(name)
    folder.children.set(name, { entry, children: known?.children ?? new Map<string, TreeNode>() })
  }
}

/** Visits everything below a node, parents first, without recursion; `enter` says whether to go on below. */
export function walkTree(top: TreeNode, enter: (node: TreeNode) => boolean): void {
  const pending = [...top.children.values()]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (enter(node)) for (const child of node.children.values()) pending.push(child)
  }
}

/** The parts of a path, last first. */
function split(path: string): string[] {
  const clean = contextPath(path)
  return clean === '' ? [] : clean.split('/').reverse()
}

function pathOf(trail: readonly TreeNode[]): string {
  return trail.at(-1)?.entry.path ?? ''
}
