import { parseImageReference } from '@module-images/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseNextLink } from './operations/read-pages.js'
import { type DebianRegistry, startDebianRegistry } from './testing/debian-registry.js'
import { sampleImage } from './testing/sample-image.js'
import { reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.js'
import { createTestClient } from './testing/test-client.js'
import { uploadImage, uploadManifest } from './testing/upload.js'

let registry: DebianRegistry
beforeAll(async () => {
  registry = await startDebianRegistry()
})
afterAll(() => registry?.stop())

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
})
afterEach(() => server.close())

const REPOSITORY = 'lab/hello'

describe('tags at a real registry', () => {
  it('are listed, and deleted with the manifest they name', async () => {
    const [one, other] = [sampleImage({ layers: ['one'] }), sampleImage({ layers: ['other'] })]
    const target = { host: registry.host, repository: REPOSITORY }
    for (const image of [one, other]) await uploadImage(target, image)
    for (const tag of ['a', 'b']) await uploadManifest(target, one.manifest, tag)
    await uploadManifest(target, other.manifest, 'c')
    const client = createTestClient()
    const listed = await client.listTags(target)
    expect(listed.kind === 'present' && [...listed.tags].sort()).toEqual(['a', 'b', 'c'])
    expect(await client.deleteManifest(target, one.manifest.digest)).toBe('deleted')
    expect(await client.deleteManifest(target, one.manifest.digest)).toBe('missing')
    expect(await client.listTags(target)).toEqual({ kind: 'present', tags: ['c'] })
    expect(await client.headManifest(parseImageReference(`${registry.host}/${REPOSITORY}:a`))).toEqual({ kind: 'missing' })
  })

  it('of a repository that is not there are missing', async () => {
    expect(await createTestClient().listTags({ host: registry.host, repository: 'no/such' })).toEqual({ kind: 'missing' })
  })
})

describe('tags in pages', () => {
  const target = () => ({ host: server.host, repository: REPOSITORY })

  it('are followed by their links, relative or not', async () => {
    const pages: Record<string, [string[], string | undefined]> = {
      '/v2/lab/hello/tags/list?n=1000': [['a', 'b'], `</v2/lab/hello/tags/list?n=1000&last=b>; rel="next"`],
      '/v2/lab/hello/tags/list?n=1000&last=b': [['b', 'c'], `<http://${server.host}/v2/lab/hello/tags/list?last=c>; rel=next`],
      '/v2/lab/hello/tags/list?last=c': [['../d', 'e'], undefined],
    }
    server.answer = (request, response, raw) => {
      const [tags, link] = pages[request.url] ?? [[], undefined]
      reply(200, link === undefined ? {} : { link }, { name: REPOSITORY, tags })(request, response, raw)
    }
    expect(await createTestClient().listTags(target())).toEqual({ kind: 'present', tags: ['a', 'b', 'c', 'e'] })
    expect(server.lines()).toEqual(Object.keys(pages).map((path) => `GET ${path}`))
  })

  it.each([
    ['a circle', '</v2/lab/hello/tags/list?n=1000>; rel="next"'],
    ['another repository', '</v2/lab/secret/tags/list?n=1>; rel="next"'],
    ['another interface', '</admin>; rel="next"'],
  ])('that lead to %s are not followed', async (_name, link) => {
    server.answer = reply(200, { link }, { tags: ['a'] })
    await expect(createTestClient().listTags(target())).rejects.toMatchObject({ code: 'registry-bad-reply' })
    expect(server.seen).toHaveLength(1)
  })

  it.each(['no list', { tags: 'a' }])('that cannot be read (%j) are an error', async (body) => {
    server.answer = reply(200, {}, body)
    await expect(createTestClient().listTags(target())).rejects.toMatchObject({ code: 'registry-bad-reply' })
  })

  it('that are null are none', async () => {
    server.answer = reply(200, {}, { name: REPOSITORY, tags: null })
    expect(await createTestClient().listTags(target())).toEqual({ kind: 'present', tags: [] })
  })
})

describe('parseNextLink', () => {
  const base = new URL('http://r.example/v2/a/tags/list?n=2')
  it.each([
    [null, undefined],
    ['', undefined],
    ['</x?a=1>; rel="next"', '/x?a=1'],
    ['<?n=2&last=b>;rel=next', '/v2/a/tags/list?n=2&last=b'],
    ['</p>; rel="prev", </x>; title="t"; rel="next"', '/x'],
    ['</p>; rel="prev"', undefined],
    ['<http://:>; rel="next"', undefined],
  ])('%s leads to %s', (header, next) => expect(parseNextLink(header, base)).toBe(next))
})

describe('a deletion', () => {
  const digest = sampleImage().manifest.digest

  it.each([
    ['is not supported', reply(405, {}, { errors: [{ code: 'UNSUPPORTED' }] }), 'not-supported'],
    ['of what is not there', reply(404, {}, { errors: [{ code: 'MANIFEST_UNKNOWN' }] }), 'missing'],
    ['is taken', reply(202), 'deleted'],
  ] as const)('%s', async (_name, answer, outcome) => {
    server.answer = answer
    expect(await createTestClient().deleteManifest({ host: server.host, repository: REPOSITORY }, digest)).toBe(outcome)
  })

  it('is by digest only', async () => {
    const target = { host: server.host, repository: REPOSITORY }
    await expect(createTestClient().deleteManifest(target, 'latest')).rejects.toMatchObject({ code: 'bad-image-reference' })
    expect(server.seen).toEqual([])
  })
})

describe('what refers to an image', () => {
  const target = () => ({ host: server.host, repository: REPOSITORY })
  const subject = `sha256:${'a'.repeat(64)}`
  const INDEX = 'application/vnd.oci.image.index.v1+json'
  const entry = (digit: string) => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${digit.repeat(64)}`,
    size: 1,
  })
  const index = (...digits: string[]) => ({ schemaVersion: 2, mediaType: INDEX, manifests: digits.map(entry) })
  const found = async () => (await createTestClient().listReferrers(target(), subject)).map(({ digest }) => digest[7])

  it('is listed page by page', async () => {
    const path = `/v2/lab/hello/referrers/${subject}`
    server.answer = (request, response, raw) => {
      const [body, link] = request.url === path ? [index('1'), `<${path}?next=2>; rel="next"`] : [index('2'), '']
      reply(200, { 'content-type': INDEX, link }, body)(request, response, raw)
    }
    expect(await found()).toEqual(['1', '2'])
    expect(server.lines()).toEqual([`GET ${path}`, `GET ${path}?next=2`])
  })

  it.each([400, 404, 405, 501])('is read from its tag where the registry answers %i', async (status) => {
    server.answer = (request, response, raw) => {
      const isTag = request.url === `/v2/lab/hello/manifests/${subject.replace(':', '-')}`
      reply(isTag ? 200 : status, isTag ? { 'content-type': INDEX } : {}, isTag ? index('3') : {})(request, response, raw)
    }
    expect(await found()).toEqual(['3'])
  })

  it('is nothing where neither is there', async () => {
    server.answer = reply(404, {}, { errors: [{ code: 'MANIFEST_UNKNOWN' }] })
    expect(await found()).toEqual([])
  })

  it.each([
    ['an image', sampleImage().manifest.bytes],
    ['no JSON', new TextEncoder().encode('<html>')],
  ])('cannot be read from %s', async (_, body) => {
    server.answer = reply(200, { 'content-type': INDEX }, body)
    await expect(found()).rejects.toMatchObject({ code: 'registry-bad-reply' })
  })

  it('is no path that a digest was not', async () => {
    await expect(createTestClient().listReferrers(target(), '../../x')).rejects.toMatchObject({ code: 'bad-image-reference' })
    expect(server.seen).toEqual([])
  })
})
