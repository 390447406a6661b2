import { findTakenTags, type Receipt, releaseTagsTaken } from '@module-images/core'
import type { Manifest } from '@module-images/registry'
import { limitTags } from './allowed-tags.js'
import { type Content, ensureContent, refetch } from '../registry-view/content.js'
import type { Session } from '../session/session.js'
import { moveTags, readTags, type TagOptions } from './move-tags.js'
import { createReceipt } from '../receipts/receipts.js'
import { resolveTarget, type ImageTarget } from '../session/image-target.js'

/** What a push is to do beside publishing the content tag. */
export type PublishOptions = Omit<TagOptions, 'known'>

/**
 * Publishes the image of this checkout: the content tag first, verified; then each other tag by one manifest PUT, `latest` last.
 * A build that is in the registry already is neither built nor uploaded again.
 *
 * @throws ModuleImagesError; the tags not yet moved stay as they were
 */
export async function publishImage(run: Session, name: string, wish: PublishOptions): Promise<Receipt> {
  const started = performance.now()
  const wanted = await resolveTarget(run, name)
  const [{ tags, left: uncommitted }, known] = await Promise.all([
    limitTags(run, wanted, wish.tags),
    refuseTakenReleases(run, wanted, wish),
  ])
  const content = await ensureContent(run, wanted)
  const result = await moveTags(run, wanted, content, { ...wish, tags, known })
  const left = new Map([...result.left, ...uncommitted])
  for (const [tag, why] of left) run.log(`${name}  ${wanted.image}:${tag} is left alone: ${why}`)
  await run.repositories.describe(wanted.module, wanted.image)
  return createReceipt(run, wanted, {
    outcome: content.uploaded ? 'pushed' : result.moved.size > 0 ? 'promoted' : 'present',
    reason: publishReason(content, result.moved, left),
    digest: result.manifest.digest,
    size: sizeOf(result.manifest),
    tags: [...wish.tags.releases, ...wish.tags.branch].filter((tag) => !left.has(tag)),
    seconds: (performance.now() - started) / 1000,
  })
}

/**
 * Asked before anything is uploaded, since a release that cannot be is better known at once.
 *
 * @returns what the release tags name, for an image that is in the registry already
 */
async function refuseTakenReleases(
  run: Session,
  wanted: ImageTarget,
  { tags, moveTags: forced }: PublishOptions,
): Promise<TagOptions['known']> {
  if (tags.releases.length === 0) return undefined
  let content = await run.lookups.manifest(wanted)
  const releases = await readTags(run, wanted.image, tags.releases)
  const digest = () => (content.kind === 'present' ? content.manifest.digest : undefined)
  // Another machine may have published this very image between the two questions.
  if (content.kind === 'missing' && findTakenTags(releases, undefined).length > 0) content = await refetch(run, wanted)
  const taken = findTakenTags(releases, digest())
  if (taken.length > 0 && !forced) throw releaseTagsTaken(wanted.image, taken)
  return content.kind === 'present' ? { digest: content.manifest.digest, releases } : undefined
}

function publishReason({ uploaded }: Content, moved: ReadonlySet<string>, left: ReadonlyMap<string, string>): string {
  const outcome = uploaded
    ? 'not yet in the registry'
    : moved.size > 0
      ? `in the registry; ${[...moved].join(', ')} moved`
      : 'in the registry'
  if (left.size > 0) return `${outcome}; ${[...left.keys()].join(', ')} left alone`
  return uploaded || moved.size > 0 ? outcome : 'in the registry, tags as wanted'
}

/** An index tells only its manifests' own sizes, so only a single image's is known without more requests. */
function sizeOf({ content }: Manifest): Receipt['size'] {
  if (content.kind === 'index') return undefined
  return { bytes: [content.config, ...content.layers].reduce((sum, { size }) => sum + size, 0), of: 'registry' }
}
