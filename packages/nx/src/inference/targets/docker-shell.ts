import type { TargetConfiguration } from '@nx/devkit'
import { CONTINUOUS, type ModuleInContext } from './module-in-context.js'

/**
 * The target that opens a shell in the image of this checkout. It depends on no other and sees to the image itself, since Nx leaves the
 * terminal to a task only where it is the only one.
 */
export function dockerShellTarget({ module, inputs }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:shell',
    continuous: CONTINUOUS,
    cache: false,
    inputs: inputs.image,
    metadata: {
      description: `Opens a shell in the image of ${module.name} for this checkout, with the repository mounted`,
    },
  }
}
