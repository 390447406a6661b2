import { planCommittedTags, type PushTags } from '@module-images/core'
import type { CommittedContent } from '../committed/committed-content.js'
import type { ImageTarget } from '../session/image-target.js'

/** The tags that a push may move, and those that stay, each with the reason. */
export interface AllowedTags {
  readonly tags: PushTags
  readonly left: ReadonlyMap<string, string>
  /** The tags will name work that is in no commit. */
  readonly uncommitted?: boolean
}

/** What says which tags a run may move. */
export interface TagLimits {
  readonly committed: Pick<CommittedContent, 'stateOf'>
  /** The registry is on this machine, where people look at work in progress. */
  readonly localRegistry: boolean
  /** For a line that a build and its push both have to show. */
  readonly logOnce: (line: string) => void
}

/**
 * Which tags may name this image: asked before it is built, where it is known that it will be pushed, and again by the push.
 *
 * @throws ModuleImagesError `release-uncommitted`; what git cannot read
 */
export async function limitTags(limits: TagLimits, wanted: ImageTarget, tags: PushTags): Promise<AllowedTags> {
  if (tags.releases.length + tags.branch.length === 0) return { tags, left: new Map() }
  const { module, image } = wanted
  const state = await limits.committed.stateOf(wanted)
  const plan = planCommittedTags({ module: module.name, image, local: limits.localRegistry }, tags, state)
  if (plan.kind === 'refused') throw plan.error
  if (plan.note !== undefined) limits.logOnce(`${module.name}  ${plan.note}`)
  return plan
}
