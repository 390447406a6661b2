import type { ProjectConfiguration } from '@nx/devkit'
import type { LinkedModule } from '../workspace/link-modules.js'
import type { BrokenModule } from '../workspace/read-module.js'
import type { Settings } from '../workspace/settings.js'
import type { InputsOf } from './inputs.js'
import type { ModuleInContext } from './module-in-context.js'
import { dockerBuildTarget } from './targets/docker-build.js'
import { dockerCheckTarget } from './targets/docker-check.js'
import { dockerLoadTarget } from './targets/docker-load.js'
import { dockerPushTarget } from './targets/docker-push.js'
import { dockerRunTarget } from './targets/docker-run.js'
import { dockerShellTarget } from './targets/docker-shell.js'

/**
 * A module as an Nx project. A broken one is a project like the others, so that the graph loads; its targets fail with its error.
 * An inactive one has no push: CI cannot publish what has no target.
 */
export function inferProject(module: LinkedModule | BrokenModule, inputsOf: InputsOf, settings: Settings): ProjectConfiguration {
  const context: ModuleInContext = { module, settings, inputs: inputsOf(module) }
  const { build, push, run, shell, load } = settings.targets
  return {
    name: module.name,
    root: module.root,
    projectType: 'application',
    tags: ['docker', 'module'],
    implicitDependencies: module.kind === 'module' ? directParents(module) : [],
    namedInputs: context.inputs.namedInputs,
    targets: {
      [build]: dockerBuildTarget(context),
      ...(module.active ? { [push]: dockerPushTarget(context) } : {}),
      [run]: dockerRunTarget(context),
      [shell]: dockerShellTarget(context),
      [load]: dockerLoadTarget(context),
      [settings.checks.target]: dockerCheckTarget(context),
    },
    metadata: { description: `Analysis module in the image ${settings.registry}/${module.image}`, technologies: ['docker'] },
  }
}

function directParents(module: LinkedModule): string[] {
  return [...new Set(module.bases.flatMap((base) => (base.kind === 'module' ? [base.module] : [])))]
}
