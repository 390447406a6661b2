import * as v from 'valibot'
import { BUILD_OPTION_NAMES, IMAGE_OPTION_NAMES } from '@module-images/workspace'

/** What the executor takes; options of a build are checked with its definition. Mirrors image.json. */
export const imageOptionsSchema = v.looseObject({
  action: v.optional(v.picklist(['build', 'push']), 'build'),
  tags: v.optional(v.union([v.string(), v.array(v.string())])),
  prune: v.optional(v.boolean()),
  moveTags: v.optional(v.boolean()),
  allowPush: v.optional(v.boolean()),
  ...v.entriesFromList(BUILD_OPTION_NAMES, v.optional(v.unknown())),
})

export type ImageExecutorOptions = v.InferOutput<typeof imageOptionsSchema>

/** Those that say how this run goes about a build, and change no image. */
export function runOverrides(options: ImageExecutorOptions): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => RUN_OPTION_NAMES.includes(name) && value !== undefined))
}

const RUN_OPTION_NAMES = BUILD_OPTION_NAMES.filter((name) => !IMAGE_OPTION_NAMES.includes(name))
