import { planCommittedTags, type PushTags } from '@module-images/core'
import type { Session } from '../session/session.js'
import type { ImageTarget } from '../session/image-target.js'

/** The tags that a push may move, and those that stay, each with the reason. */
export interface AllowedTags {
  readonly tags: PushTags
  readonly left: ReadonlyMap<string, string>
}

/** Of a run, what says which tags it may move. */
export type TagLimits = Pick<Session, 'committed' | 'localRegistry' | 'logOnce'>

/**
 * Which tags may name this image: asked before it is built, where it is known that it will be pushed, and again by the push.
 *
 * @throws ModuleImagesError `release-uncommitted`; what git cannot read
 */
export async function limitTags(run: TagLimits, wanted: ImageTarget, tags: PushTags): Promise<AllowedTags> {
  if (tags.releases.length + tags.branch.length === 0) return { tags, left: new Map() }
  const { module, image } = wanted
  const state = await run.committed.stateOf(wanted)
  const plan = planCommittedTags({ module: module.name, image, local: run.localRegistry }, tags, state)
  if (plan.kind === 'refused') throw plan.error
  if (plan.note !== undefined) run.logOnce(`${module.name}  ${plan.note}`)
  return plan
}
