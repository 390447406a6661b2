import { ModuleImagesError } from '@module-images/core'
import { BUILD_OPTION_NAMES, IMAGE_OPTION_NAMES } from '../../workspace/build-options.js'
import { changesImage, findImageChange, type ModuleDefinition } from '../../workspace/module-definition.js'
import type { ImageExecutorOptions } from './options.js'

/** A task with the options that Nx hands over: those of its target, of a configuration and of the command line. */
export interface GivenTask {
  /** `a:docker-build:production` */
  readonly id: string
  readonly options: ImageExecutorOptions
}

/**
 * Refuses options of a build that would make another image than the module's definition does: an image must not depend on the command that
 * asked for it.
 *
 * @throws ModuleImagesError `option-changes-image`
 */
export function refuseOtherImage({ id, options }: GivenTask, { options: defined, place }: ModuleDefinition): void {
  const changed = findImageChange(options, defined)
  if (changed !== undefined) throw changesImage(taskOf(id), changed, 'the command line or a configuration', place)
}

/**
 * Refuses options of a build that are given to a push, where they would be ignored. A command for both hands them to both.
 *
 * @param build options of the module's build of the same run
 * @throws ModuleImagesError `option-changes-image`, `option-of-build`
 */
export function refuseBuildOptions({ id, options }: GivenTask, build: ImageExecutorOptions | undefined, { place }: ModuleDefinition): void {
  const given = BUILD_OPTION_NAMES.filter((name) => options[name] !== undefined)
  const changed = given.find((name) => IMAGE_OPTION_NAMES.includes(name))
  if (changed !== undefined) throw changesImage(taskOf(id), changed, 'a push', place)
  const ignored = given.find((name) => build?.[name] !== options[name])
  if (ignored === undefined) return
  throw new ModuleImagesError({
    code: 'option-of-build',
    kind: 'input',
    message: `The option '${ignored}' of ${taskOf(id)} is one of a build, and a push would ignore it.`,
    hint: 'Give it to the build: npx nx run-many -t docker-build, and push after that.',
  })
}

/** Without a configuration. */
function taskOf(id: string): string {
  return id.split(':').slice(0, 2).join(':')
}
