import { posix } from 'node:path'
import { pathIn } from '@module-images/core'
import { readJson, type Tree, updateJson, writeJson } from '@nx/devkit'
import { INACTIVE_TAG } from '@module-images/workspace'

/** What identifies a module for its project.json. */
interface NamedModule {
  readonly name: string
  readonly root: string
}

/**
 * Switches a module on or off in its project.json and leaves all else there as it is. An active module needs no such file.
 *
 * @returns whether anything changed
 */
export function setActive(tree: Tree, module: NamedModule, active: boolean): boolean {
  const file = pathIn(module.root, 'project.json')
  if (!tree.exists(file)) {
    if (!active) writeJson(tree, file, inactiveProject(module))
    return !active
  }
  const { tags = [] } = readJson<{ tags?: string[] }>(tree, file)
  if (tags.includes(INACTIVE_TAG) !== active) return false
  updateJson(tree, file, (project: object) => ({
    ...project,
    tags: active ? tags.filter((tag) => tag !== INACTIVE_TAG) : [...tags, INACTIVE_TAG],
  }))
  return true
}

/** The project.json of a module that CI is to leave alone. */
export function inactiveProject({ name, root }: NamedModule): object {
  return { $schema: posix.relative(root, 'node_modules/nx/schemas/project-schema.json'), name, tags: [INACTIVE_TAG] }
}
