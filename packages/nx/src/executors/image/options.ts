import * as v from 'valibot'
import { BUILD_OPTION_NAMES } from '../../workspace/build-options.js'

/** What the executor takes; options of a build are checked with those of project.json. Mirrors image.json. */
export const imageOptionsSchema = v.looseObject({
  action: v.optional(v.picklist(['build', 'push']), 'build'),
  tags: v.optional(v.union([v.string(), v.array(v.string())])),
  prune: v.optional(v.boolean()),
  moveTags: v.optional(v.boolean()),
  allowPush: v.optional(v.boolean()),
  ...v.entriesFromList(BUILD_OPTION_NAMES, v.optional(v.unknown())),
})

export type ImageExecutorOptions = v.InferOutput<typeof imageOptionsSchema>

/** Those of a build: project.json's own, with what the command line changed. */
export function buildOverrides(options: ImageExecutorOptions): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => BUILD_OPTION_NAMES.includes(name) && value !== undefined))
}
