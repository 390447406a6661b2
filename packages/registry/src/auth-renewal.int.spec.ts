import { type ImageReference, parseImageReference } from '@module-images/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Secret } from './credentials/secret.js'
import type { Credential, CredentialSource } from './credentials/credential.js'
import { createRegistryClient } from './registry-client.js'
import { sampleImage } from './testing/sample-image.js'
import { reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.js'
import { createTestClock } from './testing/test-client.js'

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
})
afterEach(() => server.close())

const { manifest } = sampleImage()
const TAKEN = reply(201, { 'docker-content-digest': manifest.digest })

function hello(): ImageReference {
  return parseImageReference(`${server.host}/lab/hello`)
}

/** Makes another sign-in, `p1`, `p2`, …, when the last is over or refused. */
function renewingSource(clock: { now(): number }, lifeMs: number): CredentialSource & { readonly asked: (Credential | undefined)[] } {
  const asked: (Credential | undefined)[] = []
  let current: (Credential & { kind: 'basic' }) | undefined
  let made = 0
  return {
    name: 'test',
    asked,
    find: async (_host, refused) => {
      asked.push(refused)
      if (current === undefined || refused === current || (current.renewAt ?? 0) <= clock.now()) {
        const password = new Secret(`p${(made += 1)}`)
        current = { kind: 'basic', username: 'u', password, origin: 'test', renewAt: clock.now() + lifeMs }
      }
      return current
    },
  }
}

/** A registry by Basic that takes what the test says it does. */
function takes(isGood: (password: string) => boolean, status = 401) {
  server.answer = (request, response, raw) => {
    const password = Buffer.from(request.authorization?.slice('Basic '.length) ?? '', 'base64')
      .toString()
      .split(':')[1]
    const refusal = reply(password === undefined ? 401 : status, { 'www-authenticate': 'Basic realm="x"' })
    const answer = password !== undefined && isGood(password) ? TAKEN : refusal
    answer(request, response, raw)
  }
}

function passwords(): string[] {
  const sent = server.seen.map(({ authorization = '' }) => Buffer.from(authorization.slice('Basic '.length), 'base64').toString())
  return sent.map((text) => text.slice('u:'.length))
}

it('a sign-in is asked for again when it is to be renewed, and not before', async () => {
  const clock = createTestClock()
  takes(() => true)
  const credentials = renewingSource(clock, 1000)
  const client = createRegistryClient({ credentials, clock })
  for (const time of [0, 999, 1]) {
    clock.time += time
    await client.putManifest(hello(), manifest)
  }
  expect(passwords()).toEqual(['', 'p1', 'p1', 'p2'])
  expect(credentials.asked).toEqual([undefined, undefined])
})

it.each([401, 403])('a sign-in that is refused (%i) before its time is replaced, for pushes too', async (status) => {
  const clock = createTestClock()
  takes((password) => password === 'p1', status)
  const client = createRegistryClient({ credentials: renewingSource(clock, 1_000_000), clock })
  await client.putManifest(hello(), manifest)
  takes((password) => password === 'p2', status)
  await client.putManifest(hello(), manifest)
  expect(passwords()).toEqual(['', 'p1', 'p1', 'p2'])
})

it('calls that are refused at once share one new sign-in', async () => {
  const clock = createTestClock()
  takes((password) => password === 'p1')
  const credentials = renewingSource(clock, 1_000_000)
  const client = createRegistryClient({ credentials, clock })
  await client.putManifest(hello(), manifest)
  takes((password) => password === 'p2')
  await Promise.all([1, 2, 3].map(() => client.putManifest(hello(), manifest)))
  expect(credentials.asked.map((refused) => refused !== undefined)).toEqual([false, true])
})

it('a new sign-in that is refused as well ends it', async () => {
  const clock = createTestClock()
  takes(() => false)
  const credentials = renewingSource(clock, 1_000_000)
  const client = createRegistryClient({ credentials, clock })
  await expect(client.putManifest(hello(), manifest)).rejects.toMatchObject({ code: 'registry-denied' })
  await expect(client.putManifest(hello(), manifest)).rejects.toMatchObject({ code: 'registry-denied' })
  expect(passwords()).toEqual(['', 'p1', 'p2', 'p2'])
})
