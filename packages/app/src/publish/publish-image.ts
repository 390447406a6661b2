import { findTakenTags, type Receipt, releaseTagsTaken } from '@module-images/core'
import type { Manifest } from '@module-images/registry'
import { limitTags, type TagLimits } from './allowed-tags.js'
import type { OpenSigner, SigningOutcome } from './image-signer.js'
import { type Content, type ContentPorts, ensureContent } from './ensure-content.js'
import { moveTags, type MoveTagsPorts, type TagOptions } from './move-tags.js'
import type { Repositories } from './repositories.js'
import { createReceipt, type ReceiptPorts } from '../receipts/receipts.js'
import { type ImageTarget, resolveTarget, type TargetPorts } from '../session/image-target.js'

/** What a push is to do beside publishing the content tag. */
export type PublishOptions = Omit<TagOptions, 'known'>

/** What publishing takes. */
export interface PublishPorts extends ContentPorts, MoveTagsPorts, TagLimits, TargetPorts, ReceiptPorts {
  readonly repositories: Repositories
  /** Without, nothing is signed. */
  readonly signer?: OpenSigner
}

/**
 * Publishes the image of this checkout: the content tag first, verified; then signed statements, where there is a key; then each other tag by one manifest PUT, `latest` last.
 * A build that is in the registry already is neither built nor uploaded again.
 *
 * @throws ModuleImagesError; the tags not yet moved stay as they were
 */
export async function publishImage(ports: PublishPorts, name: string, options: PublishOptions): Promise<Receipt> {
  if (ports.part !== undefined) return publishPart(ports, name)
  const started = performance.now()
  const wanted = await resolveTarget(ports, name)
  const [allowed, known] = await Promise.all([limitTags(ports, wanted, options.tags), refuseTakenReleases(ports, wanted, options)])
  // A key that cannot be read is better known before anything is uploaded.
  const signer = await ports.signer?.()
  const content = await ensureContent(ports, wanted)
  // Before a tag that people use names it.
  const signing = await signer?.sign(wanted, content)
  if (signing !== undefined) logSigning(ports, name, { signing, image: `${wanted.image}@${content.manifest.digest}` })
  const result = await moveTags(ports, wanted, content, { ...options, tags: allowed.tags, known })
  const left = new Map([...result.left, ...allowed.left])
  for (const [tag, why] of left) ports.log(`${name}  ${wanted.image}:${tag} is left alone: ${why}`)
  await ports.repositories.describe(wanted.module, wanted.image)
  return createReceipt(ports, wanted, {
    outcome: content.uploaded ? 'pushed' : result.moved.size > 0 ? 'promoted' : 'present',
    reason: `${publishReason(content, result.moved, left)}${allowed.uncommitted ? '; of work that is in no commit' : ''}`,
    digest: result.manifest.digest,
    size: sizeOf(result.manifest),
    tags: [...options.tags.releases, ...options.tags.branch].filter((tag) => !left.has(tag)),
    seconds: (performance.now() - started) / 1000,
  })
}

function logSigning(
  { log }: Pick<PublishPorts, 'log'>,
  name: string,
  { signing, image }: { readonly signing: SigningOutcome; readonly image: string },
): void {
  if (signing.kind === 'unsigned')
    log(`${name}  ${image} was there before and is not signed as this run signs. To sign it: module-images attest ${name}`)
  else if (signing.added > 0) log(`${name}  ${signing.added} signed statements were put beside ${image}`)
}

/** One platform of an image, under a name of its own: no other tag names it, and what signs the image signs it once it is whole. */
async function publishPart(ports: PublishPorts, name: string): Promise<Receipt> {
  const started = performance.now()
  const wanted = await resolveTarget(ports, name)
  const { manifest, uploaded } = await ensureContent(ports, wanted)
  return createReceipt(ports, wanted, {
    outcome: uploaded ? 'pushed' : 'present',
    reason: uploaded ? 'not yet in the registry' : 'in the registry',
    digest: manifest.digest,
    size: sizeOf(manifest),
    tags: [],
    seconds: (performance.now() - started) / 1000,
  })
}

/**
 * Asked before anything is uploaded, since a release that cannot be is better known at once.
 *
 * @returns what the release tags name, for an image that is in the registry already
 */
async function refuseTakenReleases(
  { imageTags }: Pick<PublishPorts, 'imageTags'>,
  wanted: ImageTarget,
  { tags: { releases }, moveTags: forced }: PublishOptions,
): Promise<TagOptions['known']> {
  if (releases.length === 0) return undefined
  const tags = imageTags(wanted)
  let content = await tags.find()
  const named = await tags.read(releases)
  const digest = () => (content.kind === 'present' ? content.manifest.digest : undefined)
  // Another machine may have published this very image between the two questions.
  if (content.kind === 'missing' && findTakenTags(named, undefined).length > 0) content = await tags.refetch()
  const taken = findTakenTags(named, digest())
  if (taken.length > 0 && !forced) throw releaseTagsTaken(wanted.image, taken)
  return content.kind === 'present' ? { digest: content.manifest.digest, releases: named } : undefined
}

function publishReason({ uploaded }: Content, moved: ReadonlySet<string>, left: ReadonlyMap<string, string>): string {
  const outcome = uploaded
    ? 'not yet in the registry'
    : moved.size > 0
      ? `in the registry; tagged ${[...moved].join(', ')}`
      : 'in the registry'
  if (left.size > 0) return `${outcome}; ${[...left.keys()].join(', ')} left alone`
  return uploaded || moved.size > 0 ? outcome : 'in the registry, tags as wanted'
}

/** An index tells only its manifests' own sizes, so only a single image's is known without more requests. */
function sizeOf({ content }: Manifest): Receipt['size'] {
  if (content.kind === 'index') return undefined
  return { bytes: [content.config, ...content.layers].reduce((sum, { size }) => sum + size, 0), of: 'registry' }
}
