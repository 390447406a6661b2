import { posix } from 'node:path'
import { pathIn } from '@module-images/core'
import { readJson, type Tree, updateJson, writeJson } from '@nx/devkit'
import { ACTIVE_TAG, INACTIVE_TAG, isActive, type Settings } from '@module-images/workspace'

/** What identifies a module for its project.json. */
interface NamedModule {
  readonly name: string
  readonly root: string
}

type Activation = Pick<Settings, 'activation'>

/**
 * Switches a module on or off in its project.json and leaves all else there as it is. What `activation` makes of a module by itself needs no
 * such file.
 *
 * @returns whether anything changed
 */
export function setActive(tree: Tree, module: NamedModule, active: boolean, settings: Activation): boolean {
  const file = pathIn(module.root, 'project.json')
  const exists = tree.exists(file)
  const { tags = [] } = exists ? readJson<{ tags?: string[] }>(tree, file) : {}
  if (isActive(tags, settings) === active) return false
  const kept = tags.filter((tag) => tag !== ACTIVE_TAG && tag !== INACTIVE_TAG)
  const wanted = isActive(kept, settings) === active ? kept : [...kept, active ? ACTIVE_TAG : INACTIVE_TAG]
  if (exists) updateJson(tree, file, (project: object) => ({ ...project, tags: wanted }))
  else writeJson(tree, file, projectOf(module, wanted))
  return true
}

/** The project.json of a module that CI is to leave alone. */
export function inactiveProject(module: NamedModule): object {
  return projectOf(module, [INACTIVE_TAG])
}

function projectOf({ name, root }: NamedModule, tags: readonly string[]): object {
  return { $schema: posix.relative(root, 'node_modules/nx/schemas/project-schema.json'), name, tags }
}
