import { BUILD_OPTION_NAMES } from '../../workspace/build-options.js'

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
