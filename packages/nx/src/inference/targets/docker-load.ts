import type { TargetConfiguration } from '@nx/devkit'
import { CONTINUOUS, type ModuleInContext } from './module-in-context.js'

/** The target that loads the image of this checkout into the engine and prints its reference. */
export function dockerLoadTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:load',
    continuous: CONTINUOUS,
    cache: false,
    inputs: inputs.image,
    dependsOn: [settings.targets.build],
    metadata: {
      description: `Loads the image ${module.image} of this checkout into the engine and prints its reference`,
    },
  }
}
