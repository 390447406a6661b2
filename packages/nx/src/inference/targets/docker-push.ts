import type { TargetConfiguration } from '@nx/devkit'
import { IMAGE_EXECUTOR } from '@module-images/workspace'
import { CONTINUOUS, type ModuleInContext } from './module-in-context.js'

/** The target that publishes one image: content tag first, then the mutable tags by digest. */
export function dockerPushTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: IMAGE_EXECUTOR,
    continuous: CONTINUOUS,
    options: { action: 'push' },
    cache: false,
    inputs: inputs.image,
    dependsOn: [settings.targets.build],
    metadata: {
      description: `Publishes the image ${module.image}: uploads what the registry lacks, then moves the tags by digest`,
    },
  }
}
