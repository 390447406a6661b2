import { parseImageReference } from '@module-images/core'
import { expect, it, onTestFinished } from 'vitest'
import { computeDigest } from '../image/digest.js'
import { sampleImage, toManifest } from '../testing/sample-image.js'
import { type Answer, reply, startScriptedServer } from '../testing/scripted-server.js'
import { createTestClient } from '../testing/test-client.js'
import { renderMissingPart } from './verify-image.js'

const encode = (text: string) => new TextEncoder().encode(text)

/** A registry that holds an image whose last layer has addresses to be had from, and that layer or not. */
async function serve(hasForeignLayer: boolean) {
  const image = sampleImage({ layers: ['own', 'foreign'] })
  const value = JSON.parse(new TextDecoder().decode(image.manifest.bytes)) as { layers: object[] }
  const [own, foreign] = value.layers
  const manifest = toManifest(image.manifest.mediaType, {
    ...value,
    layers: [own, { ...foreign, urls: ['https://elsewhere.example/layer'] }],
  })
  const held = hasForeignLayer ? image.blobs : image.blobs.slice(0, -1)
  const blobs = new Map(held.map((bytes) => [computeDigest(bytes), bytes]))
  const answer: Answer = (request, response, raw) => {
    const blob = blobs.get(request.url.split('/').at(-1) ?? '')
    if (request.url.includes('/manifests/')) {
      response.writeHead(200, { 'content-type': manifest.mediaType, 'docker-content-digest': manifest.digest }).end(manifest.bytes)
    } else if (blob)
      response.writeHead(200, { 'content-length': String(blob.byteLength) }).end(request.method === 'HEAD' ? undefined : blob)
    else reply(404, {}, { errors: [{ code: 'BLOB_UNKNOWN' }] })(request, response, raw)
  }
  const server = await startScriptedServer(answer)
  onTestFinished(() => server.close())
  return { manifest, host: server.host, verify: () => createTestClient().verifyImage(parseImageReference(`${server.host}/lab/foreign:1`)) }
}

it('names a layer that the registry leaves to others', async () => {
  const { host, verify } = await serve(false)
  const name = `${host}/lab/foreign@${computeDigest(encode('foreign'))}`
  const missing = { kind: 'blob', name, why: 'kept-elsewhere' } as const
  expect(await verify()).toEqual({ kind: 'broken', missing: [missing] })
  expect(renderMissingPart(missing)).toBe(`${name} (missing: its manifest says that it is kept elsewhere)`)
})

it('takes an image as whole whose registry has such a layer all the same', async () => {
  const { manifest, verify } = await serve(true)
  expect(await verify()).toMatchObject({ kind: 'whole', digest: manifest.digest })
})
