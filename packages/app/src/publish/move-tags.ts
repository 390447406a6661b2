import { findTakenTags, ModuleImagesError, type NamedTag, type PushTags, releaseTagsTaken, shortDigest } from '@module-images/core'
import type { Manifest } from '@module-images/registry'
import type { ImageTags, OpenImageTags } from '../registry-view/image-tags.js'
import type { BranchTip } from './branch-tip.js'
import type { Content } from './ensure-content.js'
import { type BranchTagResult, moveBranchTag } from './move-branch-tag.js'
import type { ImageTarget } from '../session/image-target.js'

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

/** What moving tags takes. */
export interface MoveTagsPorts {
  readonly imageTags: OpenImageTags
  readonly tip: BranchTip
  readonly log: (line: string) => void
}

/** One image and its tags, while they move. */
interface Moving extends MoveTagsPorts {
  readonly wanted: ImageTarget
  readonly tags: ImageTags
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
 *
 * @throws ModuleImagesError `tag-unsettled`
 */
export async function moveTags(ports: MoveTagsPorts, wanted: ImageTarget, content: Content, options: TagOptions): Promise<MovedTags> {
  const moving: Moving = { ...ports, wanted, tags: ports.imageTags(wanted) }
  let { manifest } = content
  const [moved, left] = [new Set<string>(), new Map<string, string>()]
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    for (const tag of await moveReleases(moving, manifest, options)) moved.add(tag)
    for (const tag of options.tags.branch) {
      const end = await moveOneBranchTag(moving, { ...content, manifest }, tag)
      if (end.kind === 'moved') moved.add(tag)
      const why = renderLeft(end)
      if (why === undefined) left.delete(tag)
      else left.set(tag, why)
    }
    if (!content.fresh || (await isSettled(moving, manifest, options.tags.releases))) return { manifest, moved, left }
    manifest = await moving.tags.getVerified(manifest)
  }
  throw new ModuleImagesError({
    code: 'tag-unsettled',
    kind: 'remote',
    message: `The tags of ${wanted.image} were written ${MOST_ROUNDS} times and still do not name what they were given.`,
    fix: 'Several runs may publish this module at once, or the registry does not keep what it takes. Run it again.',
  })
}

/** Puts the release tags that do not name the manifest yet. One that another run has taken meanwhile stays. */
async function moveReleases(moving: Moving, manifest: Manifest, { tags: { releases }, moveTags: forced, known }: TagOptions) {
  const { tags, wanted } = moving
  const named = known?.digest === manifest.digest ? known.releases : await tags.read(releases)
  if (!forced) {
    const taken = []
    // Another machine that publishes the same key at this moment may have put its own build there.
    for (const one of findTakenTags(named, manifest.digest)) if (!(await tags.namesThisKey(one.tag))) taken.push(one)
    if (taken.length > 0) throw releaseTagsTaken(wanted.image, taken)
  }
  const others = named.filter(({ digest }) => digest !== manifest.digest).map(({ tag }) => tag)
  for (const tag of others) await putTag(moving, manifest, tag)
  return others
}

/**
 * What was there before, and the tag does not name, may come from a run that was killed before it had looked at all of it: so that is done
 * now. Where the tag names it already, somebody has.
 */
function moveOneBranchTag(moving: Moving, { manifest, fresh }: Content, tag: string): Promise<BranchTagResult> {
  const { tags, tip } = moving
  return moveBranchTag<Manifest>(
    {
      read: async () => (await tags.read([tag]))[0]?.digest,
      write: async (image) => {
        if (!fresh && image === manifest) await tags.verify(manifest)
        await putTag(moving, image, tag)
      },
      tip: () => tip.state(),
      own: async () => (fresh ? tags.getVerified(manifest) : manifest),
      newest: (commit) => findNewest(moving, commit),
    },
    { readBack: fresh },
  )
}

async function findNewest({ tip, imageTags, wanted }: Moving, commit: string): Promise<Manifest | undefined> {
  for await (const image of tip.imagesSince(commit, wanted)) {
    const manifest = await imageTags(image).findVerified()
    if (manifest) return manifest
  }
  return undefined
}

async function putTag({ tags, wanted, log }: Moving, manifest: Manifest, tag: string): Promise<void> {
  await tags.put(tag, manifest)
  log(`${wanted.module.name}  ${wanted.image}:${tag} is now ${shortDigest(manifest.digest)}`)
}

async function isSettled({ tags }: Moving, { digest }: Manifest, releases: readonly string[]): Promise<boolean> {
  const content = await tags.refetch()
  if (content.kind === 'missing' || content.manifest.digest !== digest) return false
  return (await tags.read(releases)).every((named) => named.digest === digest)
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
