import { type AddressInfo, createServer } from 'node:net'
import { type ImageReference, parseImageReference } from '@module-images/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { computeDigest } from './image/digest.js'
import { sampleImage } from './testing/sample-image.js'
import { inTurn, reply, reset, type ScriptedServer, startScriptedServer, truncated } from './testing/scripted-server.js'
import { createTestClient } from './testing/test-client.js'

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
})
afterEach(() => server.close())

const image = sampleImage()
const text = new TextDecoder().decode(image.manifest.bytes)
const headers = { 'content-type': image.manifest.mediaType, 'docker-content-digest': image.manifest.digest }
const whole = reply(200, headers, text)
const UNKNOWN = { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] }

function hello(suffix = ':latest'): ImageReference {
  return parseImageReference(`${server.host}/lab/hello${suffix}`)
}

describe('waits and tries again', () => {
  it.each([
    ['429', reply(429)],
    ['500', reply(500)],
    ['503', reply(503)],
    ['a reset', reset],
    ['a truncated body', truncated(headers, text)],
    ['TOOMANYREQUESTS by another status', reply(403, {}, { errors: [{ code: 'TOOMANYREQUESTS' }] })],
    ['TOOMANYREQUESTS by a third status', reply(400, {}, { errors: [{ code: 'TOOMANYREQUESTS' }] })],
    ['too many requests in plain words', reply(400, { 'content-type': 'text/plain' }, 'toomanyrequests: Rate exceeded')],
    ['a body of another digest', reply(200, headers, text + ' ')],
    ['a header of another digest', reply(200, { ...headers, 'docker-content-digest': computeDigest(new Uint8Array([1])) }, text)],
    ['a manifest that stops in the middle', reply(200, { 'content-type': image.manifest.mediaType }, text.slice(0, 100))],
  ])('after %s', async (_name, fault) => {
    server.answer = inTurn(fault, fault, whole)
    const client = createTestClient()
    expect(await client.getManifest(hello())).toMatchObject({ kind: 'present', manifest: { digest: image.manifest.digest } })
    expect(client.notices.map(({ attempt, milliseconds }) => [attempt, milliseconds])).toEqual([
      [1, 250],
      [2, 500],
    ])
  })

  it('as long as Retry-After asks, saying so', async () => {
    server.answer = inTurn(reply(429, { 'retry-after': '7' }), whole)
    const client = createTestClient()
    await client.getManifest(hello())
    expect(client.notices).toEqual([
      { host: server.host, operation: 'read the manifest of lab/hello:latest', why: 'status 429', attempt: 1, milliseconds: 7000 },
    ])
  })

  it('with a PUT as well, which is safe to repeat', async () => {
    server.answer = inTurn(reset, reply(502), reply(201, { 'docker-content-digest': image.manifest.digest }))
    expect(await createTestClient().putManifest(hello(), image.manifest)).toEqual({ digest: image.manifest.digest })
    expect(server.seen.map(({ method, body }) => [method, body])).toEqual(Array(3).fill(['PUT', text]))
  })

  it('until it gives up, with what the registry says', async () => {
    server.answer = reply(503, {}, { errors: [{ code: 'UNAVAILABLE', message: 'upgrading' }] })
    const client = createTestClient()
    await expect(client.getManifest(hello())).rejects.toMatchObject({
      code: 'registry-failing',
      kind: 'remote',
      message: `Could not read the manifest of lab/hello:latest at ${server.host}: it fails (status 503, "UNAVAILABLE: upgrading").`,
    })
    expect([server.seen.length, client.notices.length]).toEqual([6, 5])
  })

  it('no longer than it may: an hour is not waited for', async () => {
    server.answer = reply(429, { 'retry-after': '3600' })
    await expect(createTestClient().getManifest(hello())).rejects.toMatchObject({
      code: 'registry-rate-limited',
      message: expect.stringContaining('it was asked too often, and asks to wait 3600 s'),
    })
    expect(server.seen.length).toBe(1)
  })

  it('when no reply comes in time', async () => {
    server.answer = inTurn(whole, () => {}, whole)
    const client = createTestClient(undefined, { timeoutMs: 200 })
    await client.getManifest(hello())
    expect(await client.getManifest(hello())).toMatchObject({ kind: 'present' })
    expect(client.notices.map(({ why }) => why)).toEqual(['no reply within 0.2 s'])
  })
})

describe('does not try again', () => {
  it.each([
    ['404 of a web server', reply(404, { 'content-type': 'text/html' }, '<h1>Not here</h1>'), 'registry-bad-reply'],
    ['404 with another code', reply(404, {}, { errors: [{ code: 'UNSUPPORTED' }] }), 'registry-bad-reply'],
    ['400', reply(400), 'registry-bad-reply'],
    ['501', reply(501), 'registry-bad-reply'],
    [
      'a quota told as a rate',
      reply(429, {}, { errors: [{ code: 'LimitExceededException', message: 'too many tags' }] }),
      'registry-quota-reached',
    ],
    ['HTML', reply(200, { 'content-type': 'text/html' }, '<html>'), 'registry-bad-reply'],
    ['a manifest of schema 1', reply(200, {}, { schemaVersion: 1 }), 'registry-bad-reply'],
    [
      'an ambiguous manifest',
      reply(200, {}, { schemaVersion: 2, mediaType: image.manifest.mediaType, ...JSON.parse(text), manifests: [] }),
      'registry-bad-reply',
    ],
    ['a type other than its own', reply(200, { 'content-type': 'application/vnd.oci.image.index.v1+json' }, text), 'registry-bad-reply'],
    ['a body too large', reply(200, headers, 'x'.repeat(4 * 1024 * 1024 + 1)), 'registry-bad-reply'],
  ])('after %s', async (_name, fault, code) => {
    server.answer = fault
    await expect(createTestClient().getManifest(hello())).rejects.toMatchObject({ kind: 'remote', code })
    expect(server.seen.length).toBe(1)
  })

  it('a body too large that does not say so', async () => {
    server.answer = (_request, response) => {
      response.writeHead(200, headers)
      for (let sent = 0; sent < 5; sent += 1) response.write(Buffer.alloc(1024 * 1024))
      response.end()
    }
    await expect(createTestClient().getManifest(hello())).rejects.toMatchObject({
      code: 'registry-bad-reply',
      message: expect.stringContaining('larger than 4194304'),
    })
  })

  it('something that does not speak HTTP', async () => {
    const raw = createServer((socket) => socket.resume().end('SSH-2.0-OpenSSH_9.6\r\n'))
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
    const reference = parseImageReference(`127.0.0.1:${(raw.address() as AddressInfo).port}/lab/hello:latest`)
    try {
      await expect(createTestClient().headManifest(reference)).rejects.toMatchObject({ code: 'registry-bad-reply' })
    } finally {
      await new Promise((resolve) => raw.close(resolve))
    }
  })
})

describe('missing', () => {
  it('is what the registry says is missing', async () => {
    server.answer = reply(404, {}, UNKNOWN)
    expect(await createTestClient().getManifest(hello())).toEqual({ kind: 'missing' })
    server.answer = reply(404)
    expect(await createTestClient().headManifest(hello())).toEqual({ kind: 'missing' })
  })

  it('is a repository to be made, when pushing', async () => {
    server.answer = reply(404, {}, { errors: [{ code: 'NAME_UNKNOWN', message: 'no such repository' }] })
    await expect(createTestClient().putManifest(hello(), image.manifest)).rejects.toMatchObject({ code: 'registry-repository-missing' })
  })
})

describe('digests', () => {
  it('that are wrong three times are the registry’s own fault', async () => {
    server.answer = reply(200, headers, text + ' ')
    await expect(createTestClient().getManifest(hello())).rejects.toMatchObject({ kind: 'remote', code: 'registry-wrong-digest' })
    expect(server.seen.length).toBe(3)
  })

  it('must be the one asked for', async () => {
    const other = computeDigest(new Uint8Array([1]))
    server.answer = whole
    await expect(createTestClient().getManifest(hello(`@${other}`))).rejects.toMatchObject({ code: 'registry-wrong-digest' })
    await expect(createTestClient().headManifest(hello(`@${other}`))).rejects.toMatchObject({ code: 'registry-wrong-digest' })
  })

  it('must be named alike after a PUT', async () => {
    server.answer = reply(201, { 'docker-content-digest': computeDigest(new Uint8Array([1])) })
    await expect(createTestClient().putManifest(hello(), image.manifest)).rejects.toMatchObject({ code: 'registry-wrong-digest' })
  })

  it('are asked for where a PUT, or a HEAD, does not name them', async () => {
    server.answer = (request, response, raw) => {
      const answer =
        request.method === 'PUT'
          ? reply(201)
          : reply(200, { 'content-type': image.manifest.mediaType, 'content-length': String(text.length) }, text)
      answer(request, response, raw)
    }
    const client = createTestClient()
    expect(await client.putManifest(hello(), image.manifest)).toEqual({ digest: image.manifest.digest })
    expect(client.requests).toEqual({ HEAD: 1, GET: 1, PUT: 1, POST: 0, DELETE: 0, total: 3 })
  })

  it('of a configuration are checked', async () => {
    server.answer = reply(200, {}, '{"os":"linux","architecture":"amd64"}')
    const descriptor = { digest: computeDigest(new Uint8Array([1])), size: 37 }
    await expect(createTestClient().readConfig(hello(), descriptor)).rejects.toMatchObject({ code: 'registry-wrong-digest' })
  })
})

describe('a registry that is down', () => {
  async function closedPort(): Promise<string> {
    const gone = await startScriptedServer()
    await gone.close()
    return gone.host
  }

  it('costs twenty modules two short waits together', async () => {
    const host = await closedPort()
    const client = createTestClient()
    const modules = Array.from({ length: 20 }, (_, index) => parseImageReference(`${host}/lab/module-${index}:latest`))
    const results = await Promise.allSettled(modules.map((reference) => client.headManifest(reference)))
    expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(Array(20).fill('registry-unreachable'))
    expect(results[19]).toMatchObject({
      reason: {
        message: `Could not read the manifest of lab/module-19:latest at ${host}: connection refused.`,
        fix: expect.stringContaining('nx.json'),
      },
    })
    expect(client.notices.map(({ milliseconds }) => milliseconds)).toEqual([125, 250])
    expect(client.requests.total).toBe(3)
  })

  it('is tried again a minute later', async () => {
    const host = await closedPort()
    const client = createTestClient()
    const reference = parseImageReference(`${host}/lab/hello:latest`)
    await expect(client.headManifest(reference)).rejects.toMatchObject({ code: 'registry-unreachable' })
    client.clock.time += 60_000
    await expect(client.headManifest(reference)).rejects.toMatchObject({ code: 'registry-unreachable' })
    expect(client.requests.total).toBe(6)
  })

  it('is one that cannot be resolved', async () => {
    const client = createTestClient(undefined, { isInsecure: () => true })
    const reference = parseImageReference('registry.invalid/lab/hello:latest')
    await expect(client.headManifest(reference)).rejects.toMatchObject({ code: 'registry-unreachable' })
  })

  it('is one at a port that no web client speaks to', async () => {
    await expect(createTestClient().headManifest(parseImageReference('127.0.0.1:6000/lab/hello:latest'))).rejects.toMatchObject({
      code: 'registry-bad-reply',
      message: expect.stringContaining('no web client speaks to this port'),
    })
  })

  it('is one that does not speak https', async () => {
    const client = createTestClient(undefined, { isInsecure: () => false })
    await expect(client.headManifest(hello())).rejects.toMatchObject({
      code: 'registry-unreachable',
      message: expect.stringContaining('does not speak https'),
    })
    expect(client.notices).toEqual([])
  })
})

describe('an end', () => {
  it('comes at once when the run is interrupted or the client closed', async () => {
    const stopping = new AbortController()
    server.answer = () => stopping.abort()
    const interrupted = createTestClient(undefined, { signal: stopping.signal })
    await expect(interrupted.headManifest(hello())).rejects.toMatchObject({ code: 'registry-interrupted' })

    const client = createTestClient()
    server.answer = () => void client.close()
    await expect(client.headManifest(hello())).rejects.toMatchObject({ code: 'registry-interrupted' })
  })
})

describe('requests under way at once', () => {
  it('are bounded', async () => {
    let underWay = 0
    let most = 0
    const counting: typeof fetch = async (input, init) => {
      underWay += 1
      most = Math.max(most, underWay)
      return fetch(input, init).finally(() => (underWay -= 1))
    }
    server.answer = reply(404)
    const client = createTestClient(undefined, { concurrency: 3, fetch: counting })
    const results = await Promise.all(Array.from({ length: 30 }, (_, index) => client.headManifest(hello(`:t${index}`))))
    expect(results).toEqual(Array(30).fill({ kind: 'missing' }))
    expect(most).toBe(3)
  })
})
