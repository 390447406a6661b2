import type { TargetConfiguration } from '@nx/devkit'
import { IMAGE_EXECUTOR } from '@module-images/workspace'
import { CONTINUOUS, type ModuleInContext, RECEIPT_OUTPUT } from './module-in-context.js'

/** The target that reconciles one image: present → done, else built. */
export function dockerBuildTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: IMAGE_EXECUTOR,
    continuous: CONTINUOUS,
    options: { action: 'build' },
    // An image is no file that Nx could keep: the content key is the cache, and it is asked whether the image is still there.
    cache: false,
    inputs: inputs.build,
    outputs: [RECEIPT_OUTPUT],
    dependsOn: [`^${settings.targets.build}`],
    metadata: {
      description: `Makes sure that the image ${module.image} exists for this checkout: builds it when neither engine nor registry has it. Nx's own cache is not used, since it cannot know whether an image is still there; the content key takes its place`,
    },
  }
}
