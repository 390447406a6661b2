import { findTakenTags, ModuleImagesError, type NamedTag, type PushTags, releaseTagsTaken } from '@module-images/core'
import type { Manifest } from '@module-images/registry'
import { type Content, findVerified, refetch, getVerified } from '../registry-view/content.js'
import type { Session } from '../session/session.js'
import { readKeyLabel } from '../registry-view/key-label.js'
import { type BranchTagResult, moveBranchTag } from './move-branch-tag.js'
import { taggedReference } from '../session/registry-lookups.js'
import type { ImageTarget } from '../session/image-target.js'
import { requireVerified } from '../registry-view/require-verified.js'

/** What tags are to move, and how far. */
export interface TagOptions {
  readonly tags: PushTags
  /** Move release tags that name another image, too. */
  readonly moveTags: boolean
  /** What the release tags named when the registry was asked first, and which digest the image had then. */
  readonly known?: { readonly digest: string; readonly releases: readonly NamedTag[] } | undefined
}

/** What the tags came to name. */
export interface MovedTags {
  readonly manifest: Manifest
  readonly moved: ReadonlySet<string>
  /** Branch tags that do not name the run's image, each with the reason. */
  readonly left: ReadonlyMap<string, string>
}

/** Others publishing the same key make for another round; nobody has that many rivals. */
const MOST_ROUNDS = 12

/**
 * Moves the tags: releases' first, then the branch's, `latest` last. Those of an image that is new to the registry are moved again for as
 * long as the content tag has come to name what another machine uploaded at the same time: whoever uploads last moves the tags
 * last, so that in the end all of them name one digest.
 *
 * Each is read back. For an image that was in the registry before, the reply to the PUT is proof enough, since it names the digest
 * that is stored: asking again would cost a request a module in every release. For a new image, which others may be publishing at
 * the same time, the tag is asked for.
 */
export async function moveTags(run: Session, wanted: ImageTarget, content: Content, wish: TagOptions): Promise<MovedTags> {
  let { manifest } = content
  const [moved, left] = [new Set<string>(), new Map<string, string>()]
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    for (const tag of await moveReleases(run, wanted, manifest, wish)) moved.add(tag)
    for (const tag of wish.tags.branch) {
      const end = await moveOneBranchTag(run, wanted, { ...content, manifest }, tag)
      if (end.kind === 'moved') moved.add(tag)
      const why = renderLeft(end)
      if (why === undefined) left.delete(tag)
      else left.set(tag, why)
    }
    if (!content.fresh || (await isSettled(run, wanted, manifest, wish.tags.releases))) return { manifest, moved, left }
    manifest = await getVerified(run, wanted, manifest)
  }
  throw new ModuleImagesError({
    code: 'tag-unsettled',
    kind: 'remote',
    message: `The tags of ${wanted.image} were written ${MOST_ROUNDS} times and still do not name what they were given.`,
    fix: 'Several runs may publish this module at once, or the registry does not keep what it takes. Run it again.',
  })
}

/** What each tag names, all asked for at once. */
export function readTags(run: Session, image: string, tags: readonly string[]): Promise<NamedTag[]> {
  return Promise.all(
    tags.map(async (tag) => {
      const state = await run.registry.headManifest(taggedReference(image, tag))
      return { tag, digest: state.kind === 'present' ? state.digest : undefined }
    }),
  )
}

/** Puts the release tags that do not name the manifest yet. One that another run has taken meanwhile stays. */
async function moveReleases(run: Session, wanted: ImageTarget, manifest: Manifest, { tags, moveTags: forced, known }: TagOptions) {
  const named = known?.digest === manifest.digest ? known.releases : await readTags(run, wanted.image, tags.releases)
  if (!forced) {
    const taken = []
    for (const one of findTakenTags(named, manifest.digest)) if (!(await isOwnBuild(run, wanted, one))) taken.push(one)
    if (taken.length > 0) throw releaseTagsTaken(wanted.image, taken)
  }
  const moving = named.filter(({ digest }) => digest !== manifest.digest).map(({ tag }) => tag)
  for (const tag of moving) await putTag(run, wanted, manifest, tag)
  return moving
}

/** Whether a tag names another build of the same key, which a machine that publishes the same at this moment has put there. */
async function isOwnBuild(run: Session, { image, key }: ImageTarget, { tag }: NamedTag): Promise<boolean> {
  const reference = taggedReference(image, tag)
  const found = await run.registry.getManifest(reference)
  return found.kind === 'present' && (await readKeyLabel(run.registry, reference, found.manifest)) === key
}

/**
 * What was there before, and the tag does not name, may come from a run that was killed before it had looked at all of it: so that is done
 * now. Where the tag names it already, somebody has.
 */
function moveOneBranchTag(run: Session, wanted: ImageTarget, { manifest, fresh }: Content, tag: string): Promise<BranchTagResult> {
  return moveBranchTag<Manifest>(
    {
      read: async () => (await readTags(run, wanted.image, [tag]))[0]?.digest,
      write: async (image) => {
        if (!fresh && image === manifest) await requireVerified(run.registry, wanted, manifest)
        await putTag(run, wanted, image, tag)
      },
      tip: () => run.tip.state(),
      own: async () => (fresh ? getVerified(run, wanted, manifest) : manifest),
      newest: (commit) => findNewest(run, wanted, commit),
    },
    { readBack: fresh },
  )
}

async function findNewest(run: Session, wanted: ImageTarget, commit: string): Promise<Manifest | undefined> {
  for await (const image of run.tip.imagesSince(commit, wanted)) {
    const manifest = await findVerified(run, image)
    if (manifest) return manifest
  }
  return undefined
}

async function putTag(run: Session, { module, image }: ImageTarget, manifest: Manifest, tag: string): Promise<void> {
  await run.registry.putManifest(taggedReference(image, tag), manifest)
  run.log(`${module.name}  ${image}:${tag} is now ${manifest.digest}`)
}

async function isSettled(run: Session, wanted: ImageTarget, { digest }: Manifest, releases: readonly string[]): Promise<boolean> {
  const content = await refetch(run, wanted)
  if (content.kind === 'missing' || content.manifest.digest !== digest) return false
  return (await readTags(run, wanted.image, releases)).every((named) => named.digest === digest)
}

/** A clause for the report where the tag is not this run's; undefined where it is. */
function renderLeft(end: BranchTagResult): string | undefined {
  switch (end.kind) {
    case 'unchanged':
    case 'moved':
      return undefined
    case 'left':
      return end.tip.commit === undefined
        ? `the branch ${end.tip.branch} is not at the remote`
        : `${end.tip.branch} is at ${end.tip.commit.slice(0, 12)}, not at this commit${end.wrote ? ', which has no image yet' : ''}`
    case 'handed-on':
      return `given to the image of a newer commit, up to ${end.commit.slice(0, 12)}`
    case 'overtaken':
      return `another run moved it to ${end.digest ?? 'nothing'}`
  }
}
