import type { TargetConfiguration } from '@nx/devkit'
import { CONTINUOUS, type ModuleInContext } from '../module-in-context.js'

/** The target that holds one module to the rules, without engine and network. */
export function dockerCheckTarget({ module, inputs }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:check',
    continuous: CONTINUOUS,
    cache: true,
    inputs: inputs.check,
    metadata: {
      description: `Checks Dockerfile, .dockerignore and lockfiles of ${module.name} before a build is paid for`,
    },
  }
}
