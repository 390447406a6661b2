// @ts-check
import { MANIFEST_ACCEPT } from '@module-images/registry'
import { readLayer } from './layer.mjs'
import { mergeLayers } from './merged-tree.mjs'

/**
 * @param {string} reference with host, and a tag or digest
 * @returns {Promise<string | undefined>} its digest; undefined where the registry has no such image
 */
export async function readRegistryDigest(reference) {
  const response = await request('HEAD', reference)
  return response?.headers.get('docker-content-digest') ?? undefined
}

/**
 * Reads an image out of a registry, every layer of it.
 *
 * @param {string} reference with host, and a tag or digest
 * @returns {Promise<import('./saved-images.mjs').SavedImage>}
 * @throws Error where a part of it is not there
 */
export async function readRegistryImage(reference) {
  const manifest = await readJson(reference)
  const first = manifest.manifests?.find((/** @type {{ platform?: { os?: string } }} */ { platform }) => platform?.os !== 'unknown')
  if (first) return readRegistryImage(`${repositoryOf(reference)}@${first.digest}`)
  const config = JSON.parse((await readBlob(reference, manifest.config.digest)).toString('utf8'))
  const blobs = await Promise.all(manifest.layers.map((/** @type {{ digest: string }} */ { digest }) => readBlob(reference, digest)))
  return { config, files: mergeLayers(await Promise.all(blobs.map(readLayer))) }
}

/** @param {string} reference */
async function readJson(reference) {
  const response = await request('GET', reference)
  if (response === undefined) throw new Error(`the registry has no ${reference}`)
  return JSON.parse(await response.text())
}

/** @param {string} reference @param {string} digest */
async function readBlob(reference, digest) {
  const { host, path } = parse(repositoryOf(reference))
  const response = await fetch(`http://${host}/v2/${path}/blobs/${digest}`)
  if (!response.ok) throw new Error(`the registry answers ${response.status} to the blob ${digest} of ${reference}`)
  return Buffer.from(await response.arrayBuffer())
}

/** @param {string} method @param {string} reference */
async function request(method, reference) {
  const { host, path } = parse(repositoryOf(reference))
  const name = reference.slice(repositoryOf(reference).length + 1)
  const response = await fetch(`http://${host}/v2/${path}/manifests/${name}`, { method, headers: { accept: MANIFEST_ACCEPT } })
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`the registry answers ${response.status} to ${reference}`)
  return response
}

/** Without tag and digest. @param {string} reference */
function repositoryOf(reference) {
  const [name = ''] = reference.split('@')
  const colon = name.lastIndexOf(':')
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name
}

/** @param {string} repository */
function parse(repository) {
  const slash = repository.indexOf('/')
  return { host: repository.slice(0, slash), path: repository.slice(slash + 1) }
}
