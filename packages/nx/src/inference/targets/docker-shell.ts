import type { TargetConfiguration } from '@nx/devkit'
import type { ModuleInContext } from '../module-in-context.js'

/**
 * The target that opens a shell in the image of this checkout. It depends on no other and sees to the image itself, since Nx leaves the
 * terminal to a task only where it is the only one.
 */
export function dockerShellTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:shell',
    cache: false,
    inputs: inputs.image,
    metadata: {
      description: `Opens a shell in the image of ${module.name} for this checkout, with the repository mounted`,
      technologies: ['docker'],
      help: {
        command: `npx nx ${settings.targets.shell} ${module.name} --help`,
        example: { options: { shell: 'zsh', mount: ['/scratch/data'] } },
      },
    },
  }
}
