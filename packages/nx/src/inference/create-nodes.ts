import { posix } from 'node:path'
import { renderError, visibleText } from '@module-images/core'
import type { CreateNodes, CreateNodesResult } from '@nx/devkit'
import { readModules } from '../workspace/read-workspace.js'
import { DOCKERFILE } from '../workspace/read-module.js'
import { createModuleMatcher, parseSettings, type PluginOptions, type Settings } from '../workspace/settings.js'
import { createWorkingTree } from '../workspace/working-tree.js'
import { inferProject } from './infer-project.js'
import { createInputs } from './inputs.js'

/**
 * Nx's entry to inference: every Dockerfile in a folder of the `modules` globs makes a project. Runs on each nx command, so
 * it reads these folders and nothing else, and depends on files and options alone.
 */
export const createNodes: CreateNodes<PluginOptions> = [
  `**/${DOCKERFILE}`,
  (dockerfiles, options, context) => {
    const settings = readOptions(options)
    const isModule = createModuleMatcher(settings)
    const roots = dockerfiles.map((file) => posix.dirname(file.replaceAll('\\', '/'))).filter(isModule)
    const workspace = readModules(createWorkingTree(context.workspaceRoot), settings, roots)
    const inputsOf = createInputs(workspace)
    const results = [...workspace.modules.values(), ...workspace.broken.values()].map((module): [string, CreateNodesResult] => [
      `${module.root}/${DOCKERFILE}`,
      { projects: { [module.root]: inferProject(module, inputsOf, settings) } },
    ])
    return results
  },
]

/** Nx shows of an error its message alone, so place and hint have to be in it. */
function readOptions(options: PluginOptions | undefined): Settings {
  try {
    return parseSettings(options)
  } catch (error) {
    throw new Error(visibleText(renderError(error)), { cause: error })
  }
}
