import type { TargetConfiguration } from '@nx/devkit'
import { CONTINUOUS, type ModuleInContext } from './module-in-context.js'

/** The target that runs the module's own script in the image of this checkout. */
export function dockerRunTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:run',
    continuous: CONTINUOUS,
    cache: false,
    inputs: inputs.run,
    dependsOn: [settings.targets.build],
    metadata: {
      description: `Runs run.sh of ${module.name}, or another command, in the image of this checkout`,
    },
  }
}
