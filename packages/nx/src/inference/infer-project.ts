import type { ProjectConfiguration } from '@nx/devkit'
import type { BrokenModule, LinkedModule, PlainWorkspace } from '@module-images/workspace'
import { escapeGlob, type InputsOf } from './targets/inputs.js'
import type { ModuleInContext } from './targets/module-in-context.js'
import { dockerBuildTarget } from './targets/docker-build.js'
import { dockerCheckTarget } from './targets/docker-check.js'
import { dockerLoadTarget } from './targets/docker-load.js'
import { dockerPushTarget } from './targets/docker-push.js'
import { dockerRunTarget } from './targets/docker-run.js'
import { dockerShellTarget } from './targets/docker-shell.js'

/** What the modules of one workspace share. */
export interface Inference extends PlainWorkspace {
  readonly inputsOf: InputsOf
}

/**
 * A module as an Nx project. A broken one is a project like the others, so that the graph loads; its targets fail with its error.
 * An inactive one has no push: CI cannot publish what has no target. Where only Nx can tell whether it is one, it has a push that finds out.
 */
export function inferProject(module: LinkedModule | BrokenModule, inference: Inference): ProjectConfiguration {
  const { settings } = inference.workspace
  const context: ModuleInContext = { module, settings, inputs: inference.inputsOf(module) }
  const { build, push, run, shell, load } = settings.targets
  return {
    name: module.name,
    root: module.root,
    projectType: 'application',
    tags: ['docker', 'module'],
    implicitDependencies: module.kind === 'module' ? directParents(module, inference) : [],
    namedInputs: context.inputs.namedInputs,
    targets: {
      [build]: dockerBuildTarget(context),
      ...(module.active || !isSure(module.root, inference) ? { [push]: dockerPushTarget(context) } : {}),
      [run]: dockerRunTarget(context),
      [shell]: dockerShellTarget(context),
      [load]: dockerLoadTarget(context),
      [settings.checks.target]: dockerCheckTarget(context),
    },
    metadata: {
      description: `Analysis module in the image ${settings.registry}/${module.image}`,
      technologies: ['docker'],
      ...inference.projects.get(module.root)?.project.metadata,
    },
  }
}

/** By name; by folder where Nx may give the parent another name. */
function directParents(module: LinkedModule, inference: Inference): string[] {
  const { modules, broken } = inference.workspace
  const names = new Set(module.bases.flatMap((base) => (base.kind === 'module' ? [base.module] : [])))
  return [...names].map((name) => {
    const root = (modules.get(name) ?? broken.get(name))?.root
    return root === undefined || isSure(root, inference) ? name : `directory:${escapeGlob(root)}`
  })
}

/** Whether Nx has of it what its own files say. */
function isSure(root: string, { projects }: Inference): boolean {
  return projects.get(root)?.isSure === true
}
