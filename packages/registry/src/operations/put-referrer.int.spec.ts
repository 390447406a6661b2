import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { computeDigest } from '../image/digest.js'
import { createRegistryClient } from '../registry-client.js'

const SUBJECT = `sha256:${'5'.repeat(64)}`
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const bytes = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2 }))
const referrer = {
  bytes,
  mediaType: MANIFEST,
  digest: computeDigest(bytes),
  subject: SUBJECT,
  artifactType: 'a/b',
  annotations: { a: 'b' },
} as const

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A registry that answers as told, and what it was asked. */
async function startRegistry(answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        asked.push(`${request.method} ${request.url}`)
        answer(request, response, Buffer.concat(parts))
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { host, asked, client: createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } }) }
}

it('leaves the list to a registry that keeps one', async () => {
  const { host, asked, client } = await startRegistry((_, response) =>
    response.writeHead(201, { 'docker-content-digest': referrer.digest, 'oci-subject': SUBJECT }).end(),
  )
  await client.putReferrer({ host, repository: 'lab/a' }, referrer)
  expect(asked).toEqual([`PUT /v2/lab/a/manifests/${referrer.digest}`])
})

it('keeps the list under a tag where the registry does not, with what is in it already', async () => {
  const known = { mediaType: MANIFEST, digest: `sha256:${'1'.repeat(64)}`, size: 3, artifactType: 'other/tool', data: 'e30=' }
  let list: Uint8Array = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [known] }))
  const type = 'application/vnd.oci.image.index.v1+json'
  const { host, asked, client } = await startRegistry((request, response, body) => {
    if (request.method === 'GET') return void response.writeHead(200, { 'content-type': type }).end(list)
    if (request.url?.includes('/sha256-') === true) list = body
    response.writeHead(201, { 'docker-content-digest': computeDigest(Uint8Array.from(body)) }).end()
  })
  await client.putReferrer({ host, repository: 'lab/a' }, referrer)
  const { digest, mediaType, artifactType, annotations } = referrer
  expect((JSON.parse(new TextDecoder().decode(list)) as { manifests: unknown }).manifests).toEqual([
    known,
    { digest, mediaType, artifactType, annotations, size: bytes.byteLength },
  ])
  expect(asked.filter((line) => line.startsWith('PUT')).at(-1)).toBe(`PUT /v2/lab/a/manifests/sha256-${'5'.repeat(64)}`)
})

it.each([405, 400])('names a registry that answers %i to a manifest that refers to another', async (status) => {
  const { host, client } = await startRegistry((_, response) => response.writeHead(status).end())
  await expect(client.putReferrer({ host, repository: 'lab/a' }, referrer)).rejects.toMatchObject({
    code: 'registry-referrer-refused',
    message: expect.stringMatching(new RegExp(`^Could not put what refers to lab/a@${SUBJECT} at ${host}: .*status ${status}`)) as string,
  })
})

it('sends a blob only to the registry itself', async () => {
  const { host, asked, client } = await startRegistry((request, response) => {
    if (request.method === 'HEAD') response.writeHead(404).end()
    else response.writeHead(202, { location: 'http://127.0.0.1:9/elsewhere' }).end()
  })
  await expect(client.putBlob({ host, repository: 'lab/a' }, bytes)).rejects.toMatchObject({ code: 'registry-bad-reply' })
  expect(asked.map((line) => line.split(' ')[0])).toEqual(['HEAD', 'POST'])
})
