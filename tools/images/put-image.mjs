// @ts-check
import { interruption } from '../local/interruption.mjs'
import { sha256 } from './layer.mjs'

const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json'
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar'

/**
 * An image of one layer, as bytes: https://github.com/opencontainers/image-spec/blob/main/manifest.md
 *
 * @typedef {{ config: Buffer, layer: Buffer, manifest: Buffer }} NewImage
 */

/** @param {Buffer} layer not compressed @param {object} config its `config`: what a container is started with @returns {NewImage} */
export function createImage(layer, config) {
  const rootfs = { type: 'layers', diff_ids: [digestOf(layer)] }
  // Where an image says nothing of its layers, BuildKit makes up a history for its children.
  const history = [{ created: '1970-01-01T00:00:00Z', created_by: 'put together' }]
  const bytes = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config, rootfs, history }))
  const manifest = {
    ...{ schemaVersion: 2, mediaType: MANIFEST_TYPE },
    config: { mediaType: CONFIG_TYPE, digest: digestOf(bytes), size: bytes.length },
    layers: [{ mediaType: LAYER_TYPE, digest: digestOf(layer), size: layer.length }],
  }
  return { config: bytes, layer, manifest: Buffer.from(JSON.stringify(manifest)) }
}

/**
 * Puts an image into a registry by the distribution protocol alone: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
 *
 * @param {string} repository with host
 * @param {string} tag
 * @param {NewImage} image
 */
export async function putImage(repository, tag, { config, layer, manifest }) {
  const [host = '', ...path] = repository.split('/')
  const address = `http://${host}/v2/${path.join('/')}`
  for (const blob of [config, layer]) {
    const opened = await request('POST', `${address}/blobs/uploads/`, 202)
    const location = new URL(opened.headers.get('location') ?? '', address)
    location.searchParams.set('digest', digestOf(blob))
    await request('PUT', location.href, 201, { type: 'application/octet-stream', body: blob })
  }
  await request('PUT', `${address}/manifests/${tag}`, 201, { type: MANIFEST_TYPE, body: manifest })
}

/**
 * @param {string} method
 * @param {string} url
 * @param {number} wanted
 * @param {{ type: string, body: Buffer }} [content]
 */
async function request(method, url, wanted, content) {
  interruption.throwIfAborted()
  const init = content ? { body: new Uint8Array(content.body), headers: { 'content-type': content.type } } : {}
  const response = await fetch(url, { method, ...init })
  const text = await response.text()
  if (response.status !== wanted) throw new Error(`${method} ${url} gave ${response.status}: ${text}`)
  return response
}

/** @param {Buffer} bytes */
export function digestOf(bytes) {
  return `sha256:${sha256(bytes)}`
}
