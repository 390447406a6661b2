import { Minimatch } from 'minimatch'
import { ModuleImagesError } from '../errors.js'
import type { MutableTags } from './push-plan.js'

/**
 * The tags of a push by what they mean. Branch tags follow a branch, as `latest` does, and move with every commit; release tags name
 * one image for ever.
 */
export interface PushTags {
  readonly releases: MutableTags
  /** `latest` last, so that it never leads. */
  readonly branch: MutableTags
}

/** @param movableTags globs of the branch tags: `latest`, `edge-*`; every other tag is a release's */
export function sortPushTags(tags: MutableTags, movableTags: readonly string[]): PushTags {
  const globs = movableTags.map((glob) => new Minimatch(glob, { nocomment: true, nonegate: true }))
  const isMovable = (tag: string) => globs.some((glob) => glob.match(tag))
  return { releases: tags.filter((tag) => !isMovable(tag)), branch: tags.filter(isMovable) }
}

/** What a tag names in the registry. */
export interface NamedTag {
  readonly tag: string
  /** Undefined where there is no such tag. */
  readonly digest: string | undefined
}

/**
 * Release tags that name another image than the wanted one, each of which a push must leave as it is.
 *
 * @param digest of the wanted image; undefined while the registry does not have it, so that no tag can name it
 */
export function findTakenTags(releases: readonly NamedTag[], digest: string | undefined): NamedTag[] {
  return releases.filter((named) => named.digest !== undefined && named.digest !== digest)
}

/** The error of a push that would move release tags. @param image repository with host */
export function releaseTagsTaken(image: string, taken: readonly NamedTag[]): ModuleImagesError {
  const names = taken.map(({ tag, digest }) => `${image}:${tag} already names ${digest ?? 'another image'}`)
  return new ModuleImagesError({
    code: 'release-tag-taken',
    kind: 'input',
    message: `${names.join('; ')}: a release tag does not move.`,
    fix: 'Release under another tag. To move it all the same, give --move-tags, or set MODULE_IMAGES_MOVE_TAGS=true; if the tag is meant to move, add it to movableTags in nx.json.',
  })
}
