import { computeDigest } from '../image/digest.js'
import type { SampleImage, SampleManifest } from './sample-image.js'

/** Where to, and as whom, in the form of an `Authorization` header. */
export interface UploadTarget {
  readonly host: string
  readonly repository: string
  readonly authorization?: string | undefined
}

/** Uploads an image's blobs and its manifest by digest, as the product never does. */
export async function uploadImage(target: UploadTarget, image: SampleImage): Promise<void> {
  for (const blob of image.blobs) await uploadBlob(target, blob)
  await uploadManifest(target, image.manifest, image.manifest.digest)
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put */
export async function uploadBlob(target: UploadTarget, blob: Uint8Array<ArrayBuffer>): Promise<void> {
  const begun = await send(target, 'POST', `http://${target.host}/v2/${target.repository}/blobs/uploads/`, 202)
  const location = new URL(begun.headers.get('location') ?? '', `http://${target.host}`)
  location.searchParams.set('digest', computeDigest(blob))
  await send(target, 'PUT', location.href, 201, { 'content-type': 'application/octet-stream' }, blob)
}

export async function uploadManifest(target: UploadTarget, manifest: SampleManifest, name: string): Promise<void> {
  const url = `http://${target.host}/v2/${target.repository}/manifests/${name}`
  await send(target, 'PUT', url, 201, { 'content-type': manifest.mediaType }, manifest.bytes)
}

async function send(
  { authorization }: UploadTarget,
  method: string,
  url: string,
  expected: number,
  headers: Record<string, string> = {},
  body?: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const signedIn = authorization === undefined ? headers : { ...headers, authorization }
  const response = await fetch(url, { method, headers: signedIn, ...(body === undefined ? {} : { body }) })
  if (response.status !== expected) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  return response
}
