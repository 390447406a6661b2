import type { TargetConfiguration } from '@nx/devkit'
import { CONTINUOUS, type ModuleInContext } from './module-in-context.js'

/** The target that holds one module to the rules, without engine and network. */
export function dockerCheckTarget({ module, inputs }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:check',
    continuous: CONTINUOUS,
    // It looks at more than its inputs: at files that git ignores, and at the date.
    cache: false,
    inputs: inputs.check,
    metadata: {
      description: `Checks Dockerfile, .dockerignore and lockfiles of ${module.name} before you build`,
    },
  }
}
