import type { TargetConfiguration } from '@nx/devkit'
import type { ModuleInContext } from '../module-in-context.js'

/** The target that publishes one image: content tag first, then the mutable tags by digest. */
export function dockerPushTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:image',
    options: { action: 'push' },
    cache: false,
    inputs: inputs.image,
    dependsOn: [settings.targets.build],
    metadata: {
      description: `Publishes the image ${module.image}: uploads what the registry lacks, then moves the tags by digest`,
      technologies: ['docker'],
      help: {
        command: `npx nx ${settings.targets.push} ${module.name} --help`,
        example: { options: { tags: ['v1.2.0', 'latest'] } },
      },
    },
  }
}
