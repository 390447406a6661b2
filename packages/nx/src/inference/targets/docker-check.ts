import type { TargetConfiguration } from '@nx/devkit'
import type { ModuleInContext } from '../module-in-context.js'

/** The target that holds one module to the rules, without engine and network. */
export function dockerCheckTarget({ module, inputs, settings }: ModuleInContext): TargetConfiguration {
  return {
    executor: '@module-images/nx:check',
    cache: true,
    inputs: inputs.check,
    metadata: {
      description: `Checks Dockerfile, .dockerignore and lockfiles of ${module.name} before a build is paid for`,
      technologies: ['docker'],
      help: { command: `npx nx ${settings.checks.target} ${module.name} --help`, example: { options: { strict: true } } },
    },
  }
}
