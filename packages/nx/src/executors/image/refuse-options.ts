import { isDeepStrictEqual } from 'node:util'
import { ModuleImagesError } from '@module-images/core'
import { BUILD_OPTION_NAMES, changesImage, findImageChange, type ModuleDefinition } from '@module-images/workspace'
import type { ImageExecutorOptions } from './options.js'

/** A task with the options that Nx hands over: those of its target, of a configuration and of the command line. */
export interface GivenTask {
  /** `a:docker-build:production` */
  readonly id: string
  readonly options: ImageExecutorOptions
}

/**
 * Finds an option of a build that would make another image than the module's definition does: an image must not depend on the command that
 * asked for it.
 *
 * @returns `option-changes-image`
 */
export function findOtherImage({ id, options }: GivenTask, { options: defined, place }: ModuleDefinition): ModuleImagesError | undefined {
  const changed = findImageChange(options, defined)
  return changed === undefined ? undefined : changesImage(taskOf(id), changed, 'the command line or a configuration', place)
}

/**
 * Finds an option of a build that is given to a push, where it would be ignored. A command for both hands it to both. What the files say of the
 * push counts for nothing: defaults by executor stand at both, and only the build's own may be overridden.
 *
 * @param build options of the module's build of the same run
 * @returns `option-changes-image`, `option-of-build`
 */
export function findBuildOption(
  push: GivenTask,
  build: ImageExecutorOptions | undefined,
  definition: ModuleDefinition,
): ModuleImagesError | undefined {
  const { id, options } = push
  const own = definition.optionsOf(id.split(':')[1] ?? '')
  const given = Object.entries(options).filter(([name, value]) => !isDeepStrictEqual(value, own[name]))
  const other = findOtherImage({ id, options: { action: 'push', ...Object.fromEntries(given) } }, definition)
  const isIgnored = (name: string) => given.some(([one]) => one === name) && !isDeepStrictEqual(options[name], build?.[name])
  const ignored = BUILD_OPTION_NAMES.find(isIgnored)
  if (other !== undefined || ignored === undefined) return other
  return new ModuleImagesError({
    code: 'option-of-build',
    kind: 'input',
    message: `The option '${ignored}' of ${taskOf(id)} is one of a build, and a push would ignore it.`,
    fix: 'Give it to the build: npx nx run-many -t docker-build, and push after that.',
  })
}

/** Without a configuration. */
function taskOf(id: string): string {
  return id.split(':').slice(0, 2).join(':')
}
