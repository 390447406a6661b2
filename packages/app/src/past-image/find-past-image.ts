import {
  type ContentKey,
  contentTag,
  type ImageDetails,
  isContentTag,
  KEY_LABEL,
  ModuleImagesError,
  parseImageReference,
  rememberAnswers,
} from '@module-images/core'
import { findCommit, type GitPlace, isAncestor, listTags } from '@module-images/git'
import type { RegistryClient } from '@module-images/registry'
import { createContentKeys, type ModuleIdentity } from '@module-images/workspace'
import { readPastKey } from '../history/past-key.js'
import { withWorkspaceAt } from '../history/workspace-at.js'
import { readImageDetails } from '../registry-view/read-image-details.js'
import { taggedReference } from '../registry-view/tagged-reference.js'

/** The module of a commit whose image is looked for. */
export interface PastTarget {
  readonly module: ModuleIdentity
  /** Repository with host. */
  readonly image: string
  /** Of the commit's files, as this version of the product computes it. */
  readonly key: string
  /** Object id. */
  readonly commit: string
}

/** An image that belongs to a commit, although its content tag is not the one that this version of the product computes. */
export type PastImage = { readonly digest: string; readonly tag: string } & (
  | {
      /** Its label names this commit, or an earlier one of which the module's build is the same. */
      readonly by: 'revision'
      readonly revision: string
    }
  /** A tag of git and one of the registry have the same name. */
  | { readonly by: 'release' }
)

/** What looking takes. */
export interface PastImagePorts {
  readonly registry: Pick<RegistryClient, 'listTags' | 'getManifest' | 'readConfig'>
  readonly place: GitPlace
}

/** The label's name: https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys */
const REVISION_LABEL = 'org.opencontainers.image.revision'
const CONTENT_KEY = /^[0-9a-f]{64}$/
const COMMIT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/**
 * Looks for the image of a commit whose content tag is not there: as an earlier version of the product named it, by the revision that was noted
 * at the build, else as a release of that very commit has it. An image counts only if its key label and its content tag agree.
 */
export async function findPastImage(ports: PastImagePorts, target: PastTarget): Promise<PastImage | undefined> {
  const list = await ports.registry.listTags(parseImageReference(target.image))
  if (list.kind === 'missing') return undefined
  const read = (tag: string) => readImageDetails(ports.registry, taggedReference(target.image, tag))
  const built = await readBuilt(list.tags.filter(isContentTag), read)
  const isSame = rememberAnswers<boolean>()
  for (const image of built) {
    if (await isSame.get(image.revision, () => isSameBuild(ports.place, image.revision, target))) return { ...image, by: 'revision' }
  }
  for (const [tag, commit] of await listTags(ports.place)) {
    if (commit !== target.commit || !list.tags.includes(tag)) continue
    const details = await read(tag)
    if (details !== undefined) return { digest: details.digest, tag, by: 'release' }
  }
  return undefined
}

interface BuiltImage {
  readonly digest: string
  readonly tag: string
  readonly revision: string
}

/** Images that are what their content tags say, the newest first. */
async function readBuilt(tags: readonly string[], read: (tag: string) => Promise<ImageDetails | undefined>): Promise<BuiltImage[]> {
  const found = await Promise.all(tags.map(async (tag) => ({ tag, details: await read(tag).catch(undefinedIfUnreadable) })))
  const images = found.flatMap(({ tag, details }) => {
    const [first] = details?.platforms ?? []
    const { [KEY_LABEL]: key, [REVISION_LABEL]: revision } = first?.labels ?? {}
    // Labels are whatever somebody pushed.
    if (
      details === undefined ||
      key === undefined ||
      !CONTENT_KEY.test(key) ||
      contentTag(key as ContentKey) !== tag ||
      !COMMIT_ID.test(revision ?? '')
    )
      return []
    return [{ digest: details.digest, tag, revision: revision ?? '', created: first?.created ?? '' }]
  })
  return images.sort((a, b) => (a.created < b.created ? 1 : -1)).map(({ created: _, ...image }) => image)
}

/** What somebody put under such a tag and is no image. */
function undefinedIfUnreadable(error: unknown): undefined {
  if (error instanceof ModuleImagesError && error.code === 'registry-bad-reply') return undefined
  throw error
}

/** Whether the image of one commit is that of the other: it led to it, and what the module is built from is the same. */
async function isSameBuild(place: GitPlace, revision: string, { commit, module, key }: PastTarget): Promise<boolean> {
  if (revision === commit) return true
  if ((await findCommit(place, revision)) === undefined || !(await isAncestor(place, revision, commit))) return false
  return withWorkspaceAt(place, { name: revision, commit: revision }, undefined, async (workspace) => {
    const then = workspace && (await readPastKey({ workspace, contentKeys: createContentKeys(workspace) }, module))
    return then?.kind === 'keyed' && then.key === key
  })
}
