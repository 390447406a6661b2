// @ts-check
import { posix } from 'node:path'

/**
 * The projects of a workspace that all commands may refuse: those that a configuration would change without anybody asking for it, those that stand
 * on a module that is not there, or is refused itself, and those whose folders have one name.
 *
 * @param {import('./arbitrary-workspace.mjs').Workspace} workspace
 * @param {readonly { name: string, root: string }[]} listed by Nx
 * @returns {ReadonlySet<string>} names of projects
 */
export function findRefusable({ modules }, listed) {
  /** @type {Set<number>} */
  const refusable = new Set()
  const isListed = (/** @type {string} */ root) => listed.some((project) => project.root === root)
  for (const [index, { root, parent, projectJson }] of modules.entries()) {
    const above = parent === undefined ? undefined : modules[parent]
    const isOrphan = parent !== undefined && (refusable.has(parent) || !isListed(above?.root ?? ''))
    const hasTwin = listed.some((other) => other.root !== root && posix.basename(other.root) === posix.basename(root))
    if (projectJson?.configuration || isOrphan || hasTwin) refusable.add(index)
  }
  const roots = [...refusable].map((index) => modules[index]?.root)
  return new Set(listed.filter(({ root }) => roots.includes(root)).map(({ name }) => name))
}
