import type { TargetConfiguration } from '@nx/devkit'
import type { ModuleInContext } from '../module-in-context.js'

/** The target that brings the image of this checkout into the engine, and says its name there. */
export function dockerLoadTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:load',
    cache: false,
    inputs: inputs.image,
    dependsOn: [settings.targets.build],
    metadata: {
      description: `Makes sure that the engine has the image ${module.image} for this checkout, and says its name`,
      technologies: ['docker'],
      help: { command: `npx nx ${settings.targets.load} ${module.name} --help`, example: { options: { platform: 'linux/amd64' } } },
    },
  }
}
