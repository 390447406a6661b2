import { inspect } from 'node:util'
import { type ImageReference, parseImageReference } from '@module-images/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from './credentials/secret.js'
import type { Credential } from './credentials/credential.js'
import { computeDigest } from './image/digest.js'
import { sampleImage } from './testing/sample-image.js'
import { type Answer, inTurn, reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.js'
import { basic, createTestClient, createTestClock, sourceOf } from './testing/test-client.js'
import { createRegistryClient } from './registry-client.js'

let server: ScriptedServer
let other: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
  other = await startScriptedServer()
})
afterEach(async () => {
  await server.close()
  await other.close()
})

const { manifest } = sampleImage()
const PRESENT = reply(200, { 'content-type': manifest.mediaType, 'docker-content-digest': manifest.digest, 'content-length': '10' })
const TAKEN = reply(201, { 'docker-content-digest': manifest.digest })
const BLOB = computeDigest(new Uint8Array([1]))
const USER = basic('user', 'pass word')
const USER_HEADER = `Basic ${Buffer.from('user:pass word').toString('base64')}`
const IDENTITY: Credential = { kind: 'identity-token', token: new Secret('refresh-me'), origin: 'the test' }

function hello(suffix = ':latest', repository = 'lab/hello'): ImageReference {
  return parseImageReference(`${server.host}/${repository}${suffix}`)
}

function bearer(scope = 'repository:lab/hello:pull', realm = `http://${other.host}/token`): string {
  return `Bearer realm="${realm}",service="reg",scope="${scope}"`
}

/** A registry that takes the tokens it is told to and challenges all else. */
function guarded(isGood: (authorization: string | undefined) => boolean, answer: Answer = PRESENT, challenge = bearer()): Answer {
  return (request, response, raw) => {
    const guardedAnswer = isGood(request.authorization) ? answer : reply(401, { 'www-authenticate': challenge })
    guardedAnswer(request, response, raw)
  }
}

function tokens(): Answer {
  let given = 0
  return (request, response, raw) => reply(200, {}, { token: `t${(given += 1)}`, expires_in: 300 })(request, response, raw)
}

describe('bearer tokens', () => {
  it('are fetched once for a scope and then sent beforehand', async () => {
    server.answer = guarded((authorization) => authorization === 'Bearer t1')
    other.answer = tokens()
    const client = createTestClient(USER)
    await Promise.all(['a', 'b', 'c'].map((tag) => client.headManifest(hello(`:${tag}`))))
    expect(other.seen).toEqual([
      { method: 'GET', url: '/token?service=reg&scope=repository%3Alab%2Fhello%3Apull', authorization: USER_HEADER, body: '' },
    ])
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer t1', 'Bearer t1', 'Bearer t1'])
  })

  it('for pushing ask for both, and serve reads after it', async () => {
    server.answer = guarded(
      (authorization) => authorization !== undefined,
      inTurn(reply(201, { 'docker-content-digest': manifest.digest }), PRESENT),
    )
    other.answer = tokens()
    const client = createTestClient(USER)
    await client.putManifest(hello(), manifest)
    await client.headManifest(hello())
    expect(other.lines()).toEqual(['GET /token?service=reg&scope=repository%3Alab%2Fhello%3Apull%2Cpush'])
  })

  it('that are called invalid though they are new are replaced', async () => {
    const invalid = `${bearer()},error="invalid_token"`
    server.answer = guarded((authorization) => authorization === 'Bearer t2', TAKEN, invalid)
    other.answer = tokens()
    await createTestClient(USER).putManifest(hello(), manifest)
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer t1', 'Bearer t2'])
  })

  it.each([
    ['invalid_token', 3],
    ['insufficient_scope', 1],
  ])('that are never good (%s) end it after %i', async (error, count) => {
    server.answer = guarded(() => false, TAKEN, `${bearer('repository:lab/hello:pull,push')},error="${error}"`)
    other.answer = tokens()
    await expect(createTestClient(USER).putManifest(hello(), manifest)).rejects.toMatchObject({ code: 'registry-denied' })
    expect(other.seen.length).toBe(count)
  })

  it('are renewed when their time is up', async () => {
    server.answer = guarded((authorization) => authorization !== undefined)
    other.answer = tokens()
    const client = createTestClient(USER)
    await client.headManifest(hello())
    client.clock.time += 289_000
    await client.headManifest(hello())
    client.clock.time += 2_000
    await client.headManifest(hello())
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer t1', 'Bearer t1', 'Bearer t2'])
  })

  it('are renewed when the registry no longer takes them, for a push too', async () => {
    let good = 'Bearer t1'
    server.answer = guarded((authorization) => authorization === good, reply(201, { 'docker-content-digest': manifest.digest }))
    other.answer = tokens()
    const client = createTestClient(USER)
    await client.putManifest(hello(), manifest)
    good = 'Bearer t2'
    await client.putManifest(hello(), manifest)
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer t1', 'Bearer t1', 'Bearer t2'])
  })

  it('ask for the scope a service wants for everything', async () => {
    server.answer = guarded((authorization) => authorization === 'Bearer t1', PRESENT, bearer('aws'))
    other.answer = tokens()
    const client = createTestClient()
    await client.headManifest(hello())
    await client.headManifest(hello(':latest', 'lab/else'))
    expect(other.seen).toEqual([{ method: 'GET', url: '/token?service=reg&scope=aws', authorization: undefined, body: '' }])
  })

  it('come by POST for an identity token', async () => {
    server.answer = guarded((authorization) => authorization === 'Bearer short-lived')
    other.answer = reply(200, {}, { access_token: 'short-lived' })
    await createTestClient(IDENTITY).headManifest(hello())
    expect(other.seen).toEqual([
      {
        method: 'POST',
        url: '/token',
        authorization: undefined,
        body: 'grant_type=refresh_token&client_id=module-images&scope=repository%3Alab%2Fhello%3Apull&service=reg&refresh_token=refresh-me',
      },
    ])
  })

  it.each([
    ['no token', {}],
    ['a token that is no header', { token: 'a\r\nx-injected: 1' }],
    ['not JSON', 'token'],
  ])('that are %s are a bad reply', async (_name, body) => {
    server.answer = guarded(() => false)
    other.answer = reply(200, {}, body)
    await expect(createTestClient().headManifest(hello())).rejects.toMatchObject({
      code: 'registry-bad-reply',
      message: expect.stringContaining(`gave no token (status 200) (at ${other.host})`),
    })
  })

  it('are asked for again while their server is busy', async () => {
    server.answer = guarded((authorization) => authorization === 'Bearer t1')
    other.answer = inTurn(reply(503), reply(429, { 'retry-after': '2' }), tokens())
    const client = createTestClient()
    expect(await client.headManifest(hello())).toMatchObject({ kind: 'present' })
    expect(client.notices.map(({ milliseconds }) => milliseconds)).toEqual([250, 2000])
  })
})

describe('a credential that is refused', () => {
  it('by the token server, is dropped for pulls', async () => {
    server.answer = guarded((authorization) => authorization === 'Bearer public')
    other.answer = (request, response, raw) =>
      (request.authorization ? reply(401) : reply(200, {}, { token: 'public' }))(request, response, raw)
    const client = createTestClient(USER)
    expect(await client.headManifest(hello())).toMatchObject({ kind: 'present' })
    expect(await client.headManifest(hello(':latest', 'lab/else'))).toMatchObject({ kind: 'present' })
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([USER_HEADER, undefined, undefined])
  })

  it('by the registry with 403, is dropped for pulls of that repository', async () => {
    server.answer = (request, response, raw) => {
      if (request.authorization === undefined) return reply(401, { 'www-authenticate': bearer() })(request, response, raw)
      return (request.authorization === 'Bearer stale' ? reply(403) : PRESENT)(request, response, raw)
    }
    other.answer = (request, response, raw) => reply(200, {}, { token: request.authorization ? 'stale' : 'public' })(request, response, raw)
    expect(await createTestClient(USER).headManifest(hello())).toMatchObject({ kind: 'present' })
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer stale', 'Bearer public'])
  })

  it('by the registry with 401, though its token server takes it, is dropped for pulls of that repository', async () => {
    server.answer = (request, response, raw) => {
      const isStale = request.authorization === 'Bearer user' && request.url?.includes('/lab/hello/')
      const isRefused = request.authorization === undefined || isStale
      return (isRefused ? reply(401, { 'www-authenticate': bearer() }) : PRESENT)(request, response, raw)
    }
    other.answer = (request, response, raw) => reply(200, {}, { token: request.authorization ? 'user' : 'public' })(request, response, raw)
    const client = createTestClient(USER)
    expect(await client.headManifest(hello())).toMatchObject({ kind: 'present' })
    expect(await client.headManifest(hello(':latest', 'lab/else'))).toMatchObject({ kind: 'present' })
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer user', 'Bearer public', 'Bearer user'])
  })

  it('is told as that where nobody else may pull either', async () => {
    server.answer = guarded(() => false)
    other.answer = (request, response, raw) =>
      (request.authorization ? reply(200, {}, { token: 'yours' }) : reply(401, {}, { details: 'nobody' }))(request, response, raw)
    await expect(createTestClient(USER).headManifest(hello())).rejects.toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining('access was refused (status 401'),
      fix: 'Check that the sign-in from the test is still good and may pull from lab/hello.',
    })
  })

  it('is an error for pushes, whichever of the two refuses', async () => {
    server.answer = guarded(() => false)
    other.answer = inTurn(reply(401, {}, { details: 'who is user with pass word?' }), tokens())
    const byTokenServer = createTestClient(USER).putManifest(hello(), manifest)
    await expect(byTokenServer).rejects.toMatchObject({
      code: 'registry-denied',
      message: `Could not write the manifest of lab/hello:latest at ${server.host}: ${other.host} refused (status 401, "who is user with ***?").`,
      fix: 'Check that the sign-in from the test is still good and may push to lab/hello.',
    })
    await expect(createTestClient(USER).putManifest(hello(), manifest)).rejects.toMatchObject({ code: 'registry-denied' })
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([USER_HEADER, USER_HEADER])
  })

  it('that is an identity token is refused by 400 as well', async () => {
    server.answer = guarded((authorization) => authorization === 'Bearer public')
    other.answer = (request, response, raw) =>
      (request.method === 'POST' ? reply(400, {}, { error: 'invalid_grant' }) : reply(200, {}, { token: 'public' }))(request, response, raw)
    expect(await createTestClient(IDENTITY).headManifest(hello())).toMatchObject({ kind: 'present' })
  })

  it('by Basic, is tried once, then without', async () => {
    server.answer = reply(401, { 'www-authenticate': 'Basic realm="x"' })
    const client = createTestClient(USER)
    await expect(client.headManifest(hello())).rejects.toMatchObject({ code: 'registry-denied' })
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined, USER_HEADER, undefined])
  })

  it('does not loop, however often the challenge changes', async () => {
    let asked = 0
    server.answer = (request, response, raw) => {
      asked += 1
      const challenge = bearer(`repository:lab/hello:a${asked}`, `http://${other.host}/token${asked}`)
      reply(401, { 'www-authenticate': challenge })(request, response, raw)
    }
    other.answer = tokens()
    await expect(createTestClient(USER).headManifest(hello())).rejects.toMatchObject({ code: 'registry-denied' })
    expect(server.seen.length).toBe(6)
  })
})

describe('a credential that cannot be read', () => {
  const broken = {
    name: 'broken',
    find: async () => {
      throw new Error('docker-credential-x is not installed')
    },
  }

  it('does not stand in the way of what is public', async () => {
    server.answer = guarded((authorization) => authorization === 'Bearer t1')
    other.answer = tokens()
    const client = createRegistryClient({ credentials: broken, clock: createTestClock() })
    expect(await client.headManifest(hello())).toMatchObject({ kind: 'present' })
  })

  it('is the reason given where it is needed', async () => {
    server.answer = guarded(() => false)
    const client = createRegistryClient({ credentials: broken, clock: createTestClock() })
    await expect(client.putManifest(hello(), manifest)).rejects.toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining('there is no sign-in to use'),
      fix: 'The sign-in could not be read: docker-credential-x is not installed',
    })
  })

  it('is looked for again by the next push, and by a pull after one that was refused for want of it', async () => {
    server.answer = guarded((authorization) => authorization === USER_HEADER, PRESENT, 'Basic realm="x"')
    const once = () => {
      let asked = 0
      const find = () => ((asked += 1) === 1 ? broken.find() : Promise.resolve(USER))
      return createRegistryClient({ credentials: { name: 'broken once', find }, clock: createTestClock() })
    }
    const pulls = once()
    await expect(pulls.headManifest(hello())).rejects.toMatchObject({ code: 'registry-denied' })
    expect(await pulls.headManifest(hello())).toMatchObject({ kind: 'present' })

    const challenge = reply(401, { 'www-authenticate': 'Basic realm="x"' })
    const ofUser = guarded((authorization) => authorization === USER_HEADER, TAKEN, 'Basic realm="x"')
    server.answer = inTurn(challenge, PRESENT, ofUser)
    const pushes = once()
    expect(await pushes.headManifest(hello())).toMatchObject({ kind: 'present' })
    expect(await pushes.putManifest(hello(), manifest)).toEqual({ digest: manifest.digest })
  })
})

describe('the sign-in stays where it belongs', () => {
  const signedIn = guarded((authorization) => authorization === USER_HEADER, PRESENT, 'Basic realm="x"')

  it('is not sent before it is asked for, nor looked up', async () => {
    server.answer = PRESENT
    const credentials = sourceOf(USER)
    await createRegistryClient({ credentials }).headManifest(hello())
    expect([server.seen[0]?.authorization, credentials.asked]).toEqual([undefined, []])
  })

  it('is not sent along with a redirect to another origin, nor given to its challenge', async () => {
    server.answer = signedIn
    const client = createTestClient(USER)
    await client.headManifest(hello())
    server.answer = reply(307, { location: `http://${other.host}/storage` })
    other.answer = reply(200, { 'content-length': '1' })
    expect(await client.headBlob(hello(), BLOB)).toEqual({ kind: 'present', size: 1 })
    other.answer = reply(401, { 'www-authenticate': 'Basic realm="give me"' })
    await expect(client.headBlob(hello(), BLOB)).rejects.toMatchObject({ code: 'registry-denied' })
    expect(server.seen.at(-1)?.authorization).toBe(USER_HEADER)
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
  })

  it('is not taken up again when another origin sends it back', async () => {
    server.answer = (request, response, raw) =>
      (request.url === '/back'
        ? reply(200, { 'content-length': '1' })
        : guarded((a) => a === USER_HEADER, reply(307, { location: `http://${other.host}/` }), 'Basic'))(request, response, raw)
    other.answer = reply(307, { location: `http://${server.host}/back` })
    await createTestClient(USER).headBlob(hello(), BLOB)
    expect(server.seen.map(({ url, authorization }) => [url, authorization])).toEqual([
      [`/v2/lab/hello/blobs/${BLOB}`, undefined],
      [`/v2/lab/hello/blobs/${BLOB}`, USER_HEADER],
      ['/back', undefined],
    ])
  })

  it('follows no PUT elsewhere and no redirect without end', async () => {
    server.answer = reply(307, { location: `http://${other.host}/` })
    await expect(createTestClient().putManifest(hello(), manifest)).rejects.toMatchObject({ code: 'registry-unsafe-redirect' })
    server.answer = reply(307, { location: '/again' })
    await expect(createTestClient().headManifest(hello())).rejects.toMatchObject({ code: 'registry-unsafe-redirect' })
    expect([server.seen.length, other.seen.length]).toEqual([7, 0])
  })

  it.each(['http://auth.example/token', 'http://user:pass@127.0.0.1/token', 'nowhere'])('does not go to the realm %s', async (realm) => {
    server.answer = guarded(() => false, PRESENT, bearer('x', realm))
    const credentials = sourceOf(USER)
    await expect(createRegistryClient({ credentials, clock: createTestClock() }).headManifest(hello())).rejects.toMatchObject({
      code: 'registry-unsafe-realm',
    })
    expect(credentials.asked).toEqual([])
  })

  it('is in no error, not even when the registry says it', async () => {
    server.answer = guarded(() => false, PRESENT, bearer())
    other.answer = (request, response, raw) =>
      reply(200, {}, { token: 'bearer-secret', expires_in: 60, echo: request.authorization })(request, response, raw)
    const client = createTestClient(USER)
    server.answer = (request, response, raw) => {
      const echo = { errors: [{ code: 'DENIED', message: `you sent ${request.authorization}` }] }
      reply(request.authorization ? 400 : 401, { 'www-authenticate': bearer() }, echo)(request, response, raw)
    }
    const error: unknown = await client.putManifest(hello(), manifest).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: expect.stringContaining('you sent Bearer ***') })
    expect(inspect(error, { depth: 10 })).not.toContain('bearer-secret')
  })

  it('does not show in a credential that is printed', () => {
    const shown = [inspect(USER), JSON.stringify(USER), `${inspect(IDENTITY)}`].join()
    expect(shown).not.toMatch(/pass word|refresh-me/)
  })
})
