// @ts-check
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { run } from '../local/command.mjs'
import { interruption } from '../local/interruption.mjs'

const AT_ONCE = 8
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json'
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'
const LAYER = Buffer.alloc(128, 'layer')
const CONFIG = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [] } }))
const MANIFEST = Buffer.from(
  JSON.stringify({
    ...{ schemaVersion: 2, mediaType: MANIFEST_TYPE },
    config: { mediaType: CONFIG_TYPE, digest: digestOf(CONFIG), size: CONFIG.length },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(LAYER), size: LAYER.length }],
  }),
)

/**
 * Gives every module of a workspace an image under its content tag, the same tiny one, by the distribution protocol alone: building
 * a thousand takes an hour, and a promote looks at none of them.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
 *
 * @param {import('./competitors/competitor.mjs').Workspace} workspace with our packages
 */
export async function seedRegistry({ folder }) {
  const command = [process.execPath, join('node_modules', '@module-images', 'nx', 'bin', 'module-images.js'), 'plan', '--offline', '--json']
  const plan = await run(command, { cwd: folder, failure: 'The modules cannot be planned.' })
  const { modules } = /** @type {{ modules: { image: string, contentTag: string }[] }} */ (JSON.parse(plan))
  const waiting = [...modules]
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await putImage(next.image, next.contentTag)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

/** @param {string} image repository with host @param {string} tag */
async function putImage(image, tag) {
  const [host = '', ...path] = image.split('/')
  const repository = `http://${host}/v2/${path.join('/')}`
  for (const blob of [CONFIG, LAYER]) {
    const opened = await request('POST', `${repository}/blobs/uploads/`, 202)
    const location = new URL(opened.headers.get('location') ?? '', repository)
    location.searchParams.set('digest', digestOf(blob))
    await request('PUT', location.href, 201, { type: 'application/octet-stream', body: blob })
  }
  await request('PUT', `${repository}/manifests/${tag}`, 201, { type: MANIFEST_TYPE, body: MANIFEST })
}

/**
 * @param {string} method
 * @param {string} url
 * @param {number} wanted
 * @param {{ type: string, body: Buffer<ArrayBuffer> }} [content]
 */
async function request(method, url, wanted, content) {
  interruption.throwIfAborted()
  const init = content ? { body: content.body, headers: { 'content-type': content.type } } : {}
  const response = await fetch(url, { method, ...init })
  const text = await response.text()
  if (response.status !== wanted) throw new Error(`${method} ${url} gave ${response.status}: ${text}`)
  return response
}

/** @param {Buffer} bytes */
function digestOf(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
