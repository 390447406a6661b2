import { ModuleImagesError, shortContentTag } from '@module-images/core'
import type { GitPlace } from '@module-images/git'
import { ensureImage } from '../../build/ensure-image.js'
import { type LoadedImage, pullByDigest } from '../../build/load-image.js'
import { readRegistryState } from '../../build/reconcile-image.js'
import type { Revision } from '../../history/default-base.js'
import { findPastImage, type PastImage } from '../../past-image/find-past-image.js'
import { findUnlockedBases, renderPastImage } from '../../past-image/render-past-image.js'
import { ask, canAsk } from '../../session/ask.js'
import { type ImageTarget, resolveTarget } from '../../session/image-target.js'
import type { OpenSession } from '../../tasks/open-session.js'

/** Whose image it is, and whether a build was agreed to. */
export interface CommitImageOptions {
  readonly place: GitPlace
  readonly revision: Revision
  readonly yes: boolean
}

/**
 * Finds the image that a module had at a commit: in engine and registry by its key, else as an earlier version of the product or a release
 * named it, else it is built once that was agreed to. Tells which, and what cannot be the same.
 *
 * @returns how to load it, where that is not by its content tag
 * @throws ModuleImagesError `no-image-at`, and whatever building throws
 */
export async function findCommitImage(
  session: OpenSession,
  name: string,
  { place, revision, yes }: CommitImageOptions,
): Promise<((platform: string | undefined) => Promise<LoadedImage>) | undefined> {
  const wanted = await resolveTarget(session, name)
  const unlocked = findUnlockedBases(wanted.sealed)
  const state = (await session.engineImages.find(wanted)) ? undefined : await readRegistryState(session, wanted)
  if (state === undefined || state.kind === 'present') {
    session.log(`${name}  ${renderRevision(revision)}: its image is ${shortContentTag(wanted.contentTag)}`)
    if (unlocked.length > 0)
      session.log(`${name}  warning: ${unlocked.join(', ')} was not locked: which one that image holds, its key does not say`)
    return undefined
  }
  const past =
    state.kind === 'missing'
      ? await findPastImage({ registry: session.registry, place }, { ...wanted, commit: revision.commit })
      : undefined
  if (past !== undefined) {
    session.log(`${name}  ${renderRevision(revision)}: its image is ${renderPastImage(past)}`)
    return (platform) => loadPast(session, wanted, { past, platform })
  }
  await agreeToBuild(session, wanted, {
    revision,
    yes,
    why: state.kind === 'unknown' ? state.reason : 'it was not published, or is deleted',
  })
  if (unlocked.length > 0)
    session.log(`${name}  warning: ${unlocked.join(', ')} was not locked: the image is built on what that names today`)
  await ensureImage(session, name)
  return undefined
}

function renderRevision({ name, commit }: Revision): string {
  const short = commit.slice(0, 12)
  return commit.startsWith(name) ? short : `${name} (${short})`
}

function loadPast(
  session: OpenSession,
  { module, image }: ImageTarget,
  { past, platform }: { readonly past: PastImage; readonly platform: string | undefined },
): Promise<LoadedImage> {
  return pullByDigest(session, module.name, { image, tag: past.tag, digest: past.digest, platform })
}

interface BuildQuestion {
  readonly revision: Revision
  readonly yes: boolean
  readonly why: string
}

/** A build of an old commit takes long, and need not give what it gave then: nobody is to start one unawares. */
async function agreeToBuild(
  { signal, log }: OpenSession,
  { module, image }: ImageTarget,
  { revision, yes, why }: BuildQuestion,
): Promise<void> {
  const lacks = `${module.name} has no image of ${renderRevision(revision)}, neither in the engine nor in ${image}: ${why}`
  if (yes) return log(`${lacks}; building it`)
  if (canAsk() && (await ask(`${lacks}. Build it?`, signal))) return
  throw new ModuleImagesError({
    code: 'no-image-at',
    kind: 'environment',
    message: `${lacks}.`,
    fix: 'To build it from that commit, add --yes. If another registry has it, name that in MODULE_IMAGES_REGISTRY.',
  })
}
