import { posix } from 'node:path'
import { pathIn } from '@module-images/core'
import type { CreateNodes, CreateNodesContext, CreateNodesResult } from '@nx/devkit'
import {
  checkNxJson,
  createModuleMatcher,
  createWorkingTree,
  DOCKERFILE,
  findPluginEntry,
  type NxJson,
  parseSettings,
  type PluginOptions,
  readWithoutNx,
  type Settings,
} from '@module-images/workspace'
import { inferProject } from './infer-project.js'
import { shownError } from './shown-error.js'
import { createInputs } from './targets/inputs.js'

/**
 * Nx's entry to inference: every Dockerfile in a folder of the `modules` globs makes a project. Runs on each nx command, so
 * it reads these folders and nothing else, and depends on files and options alone. It comes before Nx has merged the configuration, so that
 * it cannot know all of it: where it does not, every file of a module is an input, which is too many and never too few.
 */
export const createNodes: CreateNodes<PluginOptions> = [
  `**/${DOCKERFILE}`,
  (dockerfiles, options, context) => {
    const { settings, nxJson } = readOptions(options, context)
    const isModule = createModuleMatcher(settings)
    const roots = dockerfiles.map((file) => posix.dirname(file.replaceAll('\\', '/'))).filter(isModule)
    const files = createWorkingTree(context.workspaceRoot)
    const plain = readWithoutNx(files, nxJson, settings, roots)
    const { workspace } = plain
    const inputsOf = createInputs(plain)
    const results = [...workspace.modules.values(), ...workspace.broken.values()].map((module): [string, CreateNodesResult] => [
      pathIn(module.root, DOCKERFILE),
      { projects: { [module.root]: inferProject(module, { ...plain, inputsOf }) } },
    ])
    return results
  },
]

/** @throws Error as Nx shows it, see `shownError` */
function readOptions(options: PluginOptions | undefined, context: CreateNodesContext): { settings: Settings; nxJson: NxJson } {
  try {
    const nxJson = checkNxJson(context.nxJsonConfiguration)
    // Nx calls once for each entry, and each would see the other's modules as images from outside.
    if (nxJson.plugins.length > 0) findPluginEntry(nxJson)
    return { settings: parseSettings(options), nxJson }
  } catch (error) {
    throw shownError(error)
  }
}
