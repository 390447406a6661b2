import type { TargetConfiguration } from '@nx/devkit'
import { CONTINUOUS, type ModuleInContext } from './module-in-context.js'

/** The target that brings the image of this checkout into the engine, and says its name there. */
export function dockerLoadTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:load',
    continuous: CONTINUOUS,
    cache: false,
    inputs: inputs.image,
    dependsOn: [settings.targets.build],
    metadata: {
      description: `Makes sure that the engine has the image ${module.image} for this checkout, and says its name`,
    },
  }
}
