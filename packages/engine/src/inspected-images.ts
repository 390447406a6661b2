import * as v from 'valibot'
import { type ImageReference, isDigest, parseImageReference, renderImageReference, withDefaultTag } from '@module-images/core'
import type { InspectedImage } from './engine.js'

/** What `docker image inspect` shows, as far as it is read; Podman's is the same. */
const inspectedImages = v.array(
  v.object({
    Id: v.string(),
    RepoTags: v.nullish(v.array(v.string())),
    RepoDigests: v.nullish(v.array(v.string())),
    Size: v.number(),
    Os: v.string(),
    Architecture: v.string(),
    Variant: v.optional(v.string()),
    RootFS: v.nullish(v.object({ Layers: v.nullish(v.array(v.string())) })),
    Config: v.nullish(v.object({ Labels: v.nullish(v.record(v.string(), v.string())), Entrypoint: v.nullish(v.array(v.string())) })),
  }),
)
type ImageEntry = v.InferOutput<typeof inspectedImages>[number]

export const MISSING_IMAGE: InspectedImage = { kind: 'missing' }

/** Each reference's image among those that the engine shows, which are in the same order; where one is missing, their names tell. */
export function parseInspectedImages(text: string, references: readonly string[]): InspectedImage[] {
  const entries = v.parse(inspectedImages, JSON.parse(text))
  const found = entries.length === references.length ? entries : findByName(entries, references)
  return references.map((reference, index) => {
    const entry = found[index]
    return entry === undefined ? MISSING_IMAGE : toInspectedImage(entry, reference)
  })
}

function findByName(entries: readonly ImageEntry[], references: readonly string[]): (ImageEntry | undefined)[] {
  const byName = new Map(entries.flatMap((entry) => namesOf(entry).map((name) => [name, entry])))
  return references.map((reference) => byName.get(fullName(reference)))
}

/** With host and tag: `docker.io/library/debian:latest`. */
export function fullName(reference: string): string {
  return isDigest(reference) ? reference : renderImageReference(withDefaultTag(parseImageReference(reference)))
}

function namesOf({ Id, RepoTags, RepoDigests }: ImageEntry): string[] {
  return [Id, ...[...(RepoTags ?? []), ...(RepoDigests ?? [])].map(fullName)]
}

function toInspectedImage(image: ImageEntry, reference: string): InspectedImage {
  const digest = isDigest(reference) ? undefined : digestIn(image, parseImageReference(reference))
  return {
    kind: 'present',
    id: image.Id,
    ...(digest === undefined ? {} : { digest }),
    labels: image.Config?.Labels ?? {},
    entrypoint: image.Config?.Entrypoint ?? [],
    size: image.Size,
    ...(image.RootFS?.Layers ? { layers: image.RootFS.Layers.length } : {}),
    platform: [image.Os, image.Architecture, ...(image.Variant ? [image.Variant] : [])].join('/'),
  }
}

function digestIn({ RepoDigests }: ImageEntry, { host, repository }: ImageReference): string | undefined {
  const digests = (RepoDigests ?? []).map((entry) => parseImageReference(entry))
  return digests.find((entry) => entry.host === host && entry.repository === repository)?.digest
}
