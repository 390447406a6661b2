import { type ImageReference, KEY_LABEL, ModuleImagesError, type MutableTags, type Receipt } from '@module-images/core'
import { isAttestation, type Manifest, type ManifestReply } from '@module-images/registry'
import { createReceipt } from './receipts.js'
import type { ImageRun } from './image-run.js'
import { type WantedImage, wantImage } from './wanted-image.js'
import { taggedReference } from './registry-lookups.js'

/**
 * Publishes the image of this checkout: the content tag first, verified; then each mutable tag by one manifest PUT.
 * A build that is in the registry already is neither built nor uploaded again.
 *
 * @param built what became of it earlier in this run, if this run made it
 * @throws ModuleImagesError; the mutable tags not yet moved stay as they were
 */
export async function publishImage(run: ImageRun, name: string, tags: MutableTags): Promise<Receipt> {
  const started = performance.now()
  const wanted = await wantImage(run, name)
  const content = await ensureContent(run, wanted)
  const { manifest, moved } = await moveTagsTo(run, wanted, content, tags)
  return createReceipt(wanted, {
    outcome: content.uploaded ? 'pushed' : moved.length > 0 ? 'promoted' : 'present',
    reason: publishReason(content.uploaded, moved),
    digest: manifest.digest,
    size: sizeOf(manifest),
    tags: [...tags],
    seconds: (performance.now() - started) / 1000,
  })
}

function publishReason(uploaded: boolean, moved: readonly string[]): string {
  if (uploaded) return 'not yet in the registry'
  return moved.length > 0 ? `in the registry; ${moved.join(', ')} moved` : 'in the registry, tags as wanted'
}

interface Content {
  readonly manifest: Manifest
  /** By this run. */
  readonly uploaded: boolean
  /** It was not there when this run looked first. */
  readonly fresh: boolean
}

/**
 * Another machine may publish the same key at this moment, with another digest, since the time of the build is in its labels. So the
 * content tag is looked up once more when the upload's turn has come, and what it names afterwards is what counts, whoever uploaded it.
 */
async function ensureContent(run: ImageRun, wanted: WantedImage): Promise<Content> {
  const before = await run.lookups.manifest(wanted.image, wanted.contentTag)
  if (before.kind === 'present') return { manifest: before.manifest, uploaded: false, fresh: false }
  const uploaded = await run.pushes(async () => {
    if ((await lookAgain(run, wanted)).kind === 'present') return false
    await uploadImage(run, wanted)
    return true
  })
  return { manifest: await readVerified(run, wanted), uploaded, fresh: true }
}

/**
 * Moves the tags. Those of an image that is new to the registry are moved again for as long as the content tag has come to name what another
 * machine uploaded at the same time: whoever uploads last moves the tags last, so that in the end all of them name one digest.
 */
async function moveTagsTo(run: ImageRun, wanted: WantedImage, { manifest, fresh }: Content, tags: MutableTags) {
  let promoted = manifest
  const moved = new Set(await moveTags(run, wanted, promoted, tags))
  while (fresh && !(await isStill(run, wanted, promoted))) {
    promoted = await readVerified(run, wanted)
    for (const tag of await moveTags(run, wanted, promoted, tags)) moved.add(tag)
  }
  return { manifest: promoted, moved: [...moved] }
}

async function isStill(run: ImageRun, wanted: WantedImage, { digest }: Manifest): Promise<boolean> {
  const state = await lookAgain(run, wanted)
  return state.kind === 'present' && state.manifest.digest === digest
}

function lookAgain(run: ImageRun, { image, contentTag }: WantedImage): Promise<ManifestReply> {
  run.lookups.forget(image, contentTag)
  return run.lookups.manifest(image, contentTag)
}

async function readVerified(run: ImageRun, wanted: WantedImage): Promise<Manifest> {
  const state = await lookAgain(run, wanted)
  if (state.kind === 'missing') throw notThere(wanted)
  await verifyContent(run, wanted, state.manifest)
  return state.manifest
}

/** From the engine, which the build before this made sure has it. */
async function uploadImage(run: ImageRun, { module, image, contentTag }: WantedImage): Promise<void> {
  const local = await run.engineImages.find(module.image, contentTag)
  if (!local) {
    throw new ModuleImagesError({
      code: 'image-not-built',
      kind: 'environment',
      message: `${image}:${contentTag} is neither in the registry nor in the engine.`,
      hint: `Build it first: npx nx docker-build ${module.name}`,
    })
  }
  const target = `${image}:${contentTag}`
  const source = `${local.repository}:${local.tag}`
  if (source !== target) await run.engine.tag(source, target)
  run.say(`${module.name}  pushing ${target}`)
  await run.engine.push(target, await run.pushConfig())
}

/** A tag may only ever name what is wholly there, and an image only be published under the key it was built for. */
async function verifyContent(run: ImageRun, { module, key, image, contentTag }: WantedImage, manifest: Manifest): Promise<void> {
  const reference = taggedReference(image, contentTag)
  const verification = await run.registry.verifyImage(reference)
  if (verification.kind === 'broken') {
    throw new ModuleImagesError({
      code: 'image-incomplete',
      kind: 'remote',
      message: `${image}:${contentTag} is incomplete in the registry: ${verification.missing.map(({ name, why }) => `${name} (${why})`).join(', ')}.`,
      hint: 'No tag was moved. Run the push again; if it stays so, the registry has lost data.',
    })
  }
  const label = await readKeyLabel(run, reference, manifest)
  if (label !== key) {
    throw new ModuleImagesError({
      code: 'wrong-key-label',
      kind: 'remote',
      message: `${image}:${contentTag} carries the key ${label ?? '(none)'}, but ${module.name} wants ${key}.`,
      hint: 'No tag was moved. Somebody pushed another image under this content tag; delete that tag in the registry.',
    })
  }
}

/** Of an index the first image's: all are of one build. */
async function readKeyLabel(run: ImageRun, reference: ImageReference, { content }: Manifest): Promise<string | undefined> {
  if (content.kind === 'image') return (await run.registry.readConfig(reference, content.config)).labels[KEY_LABEL]
  const first = content.manifests.find((entry) => !isAttestation(entry))
  const { host, repository } = reference
  const image = first && (await run.registry.getManifest({ host, repository, digest: first.digest }))
  return image?.kind === 'present' ? readKeyLabel(run, reference, image.manifest) : undefined
}

/** Moves the tags that do not name the manifest yet, in order, and returns those. */
async function moveTags(run: ImageRun, { module, image }: WantedImage, manifest: Manifest, tags: MutableTags): Promise<string[]> {
  const moved: string[] = []
  for (const tag of tags) {
    const reference = taggedReference(image, tag)
    const current = await run.registry.headManifest(reference)
    if (current.kind === 'present' && current.digest === manifest.digest) continue
    await run.registry.putManifest(reference, manifest)
    run.say(`${module.name}  ${image}:${tag} is now ${manifest.digest}`)
    moved.push(tag)
  }
  return moved
}

/** An index tells only its manifests' own sizes, so only a single image's is known without more requests. */
function sizeOf({ content }: Manifest): Receipt['size'] {
  if (content.kind === 'index') return undefined
  return { bytes: [content.config, ...content.layers].reduce((sum, { size }) => sum + size, 0), of: 'registry' }
}

function notThere({ image, contentTag }: WantedImage): ModuleImagesError {
  return new ModuleImagesError({
    code: 'push-lost',
    kind: 'remote',
    message: `The push of ${image}:${contentTag} was reported done, but the registry does not have it.`,
    hint: 'Run the push again. Behind several registry servers, it may take a moment until all of them know.',
  })
}
