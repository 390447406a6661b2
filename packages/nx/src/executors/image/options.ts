import { type MutableTags, planMutableTags } from '@module-images/core'
import type { RunEnvironment } from '../../environment/run-environment.js'
import { BUILD_OPTION_NAMES } from '../../workspace/build-options.js'
import type { Settings } from '../../workspace/settings.js'

/** The executor's options as Nx hands them over, checked against schema.json. */
export interface ImageExecutorOptions {
  readonly action: 'build' | 'push'
  readonly tags?: string | readonly string[]
  readonly prune?: boolean
  readonly moveTags?: boolean
  readonly allowPush?: boolean
  readonly [buildOption: string]: unknown
}

/** Those of a build: project.json's own, with what the command line changed. */
export function buildOverrides(options: ImageExecutorOptions): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => BUILD_OPTION_NAMES.includes(name) && value !== undefined))
}

/** The tags a push moves: from the command line, else the environment, else nx.json. */
export function pushTags(options: ImageExecutorOptions, environment: RunEnvironment, settings: Settings): MutableTags {
  const { tags } = options
  if (tags !== undefined)
    return planMutableTags(typeof tags === 'string' ? tags.split(',') : tags.flatMap((tag) => tag.split(',')), '--tags')
  return environment.tags ?? planMutableTags(settings.tags, 'nx.json')
}
