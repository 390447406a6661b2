import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DebianRegistry, startDebianRegistry } from '../registry/debian-registry.js'
import { checkRepository } from './registry-check.js'

let registry: DebianRegistry
const folder = mkdtempSync(join(tmpdir(), 'mi-check-'))
beforeAll(async () => {
  registry = await startDebianRegistry(folder, { isPrivate: false })
})
afterAll(async () => {
  await registry.stop()
  rmSync(folder, { recursive: true, force: true })
})

const KEY = 'ab'.repeat(32)
const CONTENT_TAG = `key-${KEY.slice(0, 32)}`
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`
const describe = (mediaType: string, text: string) => ({ mediaType, digest: digestOf(text), size: text.length })

async function putBlob(repository: string, text: string): Promise<void> {
  const begun = await fetch(`http://${registry.host}/v2/${repository}/blobs/uploads/`, { method: 'POST' })
  const location = new URL(begun.headers.get('location') ?? '', `http://${registry.host}`)
  location.searchParams.set('digest', digestOf(text))
  expect((await fetch(location, { method: 'PUT', body: text })).status).toBe(201)
}

/** An image of one layer, which is plain text, under these tags; gives its manifest's digest. */
async function putImage(repository: string, key: string, { tags, layer = 'data' }: { tags: string[]; layer?: string }): Promise<string> {
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64', config: { Labels: { 'io.github.module-images.key': key } }, layer })
  const layers = [describe('application/vnd.oci.image.layer.v1.tar', layer)]
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: describe('application/vnd.oci.image.config.v1+json', config),
    layers,
  })
  await putBlob(repository, config)
  await putBlob(repository, layer)
  for (const tag of tags) {
    const url = `http://${registry.host}/v2/${repository}/manifests/${tag}`
    expect((await fetch(url, { method: 'PUT', headers: { 'content-type': MANIFEST }, body: manifest })).status).toBe(201)
  }
  return digestOf(manifest)
}

/** Where the registry keeps what has this digest. */
function fileOf(digest: string): string {
  const hex = digest.slice('sha256:'.length)
  return join(folder, 'data/docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data')
}

it('finds nothing wrong with what is right, and says what each tag names', async () => {
  const digest = await putImage('right', KEY, { tags: [CONTENT_TAG, 'latest'], layer: 'the content' })
  const named = { digest, key: KEY, content: 'the content' }
  expect(await checkRepository(registry.host, 'right')).toMatchObject({ tags: { [CONTENT_TAG]: named, latest: named }, faults: [] })
  expect(await checkRepository(registry.host, 'nothing')).toEqual({ tags: {}, faults: [], texts: [] })
})

it('finds another key than the content tag’s, and a tag that names what no content tag names', async () => {
  await putImage('keys', 'cd'.repeat(32), { tags: [CONTENT_TAG] })
  const stray = await putImage('keys', KEY, { tags: ['latest'] })
  expect([...(await checkRepository(registry.host, 'keys')).faults].sort()).toEqual([
    `keys:${CONTENT_TAG} carries the key ${'cd'.repeat(32)}`,
    `keys:latest names ${stray}, which no content tag names`,
  ])
})

it('finds blobs that are lost, cut or changed, and manifests that are changed', async () => {
  const harm: Record<string, (file: string) => void> = {
    lost: (file) => rmSync(file),
    cut: (file) => writeFileSync(file, 'leng'),
    changed: (file) => writeFileSync(file, 'lenGth 8'),
  }
  for (const [name, apply] of Object.entries(harm)) {
    await putImage(name, KEY, { tags: [CONTENT_TAG], layer: 'length 8' })
    apply(fileOf(digestOf('length 8')))
    const { faults } = await checkRepository(registry.host, name)
    expect(faults, name).toEqual([expect.stringContaining(`${name}:${CONTENT_TAG} `)])
    expect(faults[0]).toContain(digestOf('length 8'))
    writeFileSync(fileOf(digestOf('length 8')), 'length 8')
  }
  const digest = await putImage('manifest', KEY, { tags: [CONTENT_TAG], layer: 'another' })
  writeFileSync(fileOf(digest), '{}')
  expect((await checkRepository(registry.host, 'manifest')).faults).toEqual([expect.stringContaining('has no whole manifest')])
})
