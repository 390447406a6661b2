import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ImageReference, parseImageReference } from '@module-images/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { computeDigest } from './image/digest.js'
import { type DebianRegistry, HTPASSWD_USER, startDebianRegistry } from './testing/debian-registry.js'
import { type Family, sampleImage, sampleIndex, toManifest } from './testing/sample-image.js'
import { basic, createTestClient } from './testing/test-client.js'
import { uploadImage, uploadManifest } from './testing/upload.js'

let registry: DebianRegistry
beforeAll(async () => {
  registry = await startDebianRegistry()
})
afterAll(() => registry?.stop())

function reference(text: string): ImageReference {
  return parseImageReference(`${registry.host}/${text}`)
}

function target(repository: string) {
  return { host: registry.host, repository }
}

const AMD64 = { os: 'linux', architecture: 'amd64' }
const ARM64 = { os: 'linux', architecture: 'arm64', variant: 'v8' }

describe.each<Family>(['oci', 'docker'])('%s images at a real registry', (family) => {
  const image = sampleImage({ family, labels: { key: 'value' } })
  const other = sampleImage({ family, architecture: 'arm64', layers: ['layer one', 'layer two'] })
  const index = sampleIndex(
    [
      { manifest: image.manifest, platform: AMD64 },
      { manifest: other.manifest, platform: ARM64 },
    ],
    family,
  )
  const repository = `lab/${family}`

  beforeAll(async () => {
    await uploadImage(target(repository), image)
    await uploadImage(target(repository), other)
    await uploadManifest(target(repository), index, 'multi')
  })

  it('heads and gets an image by digest and by tag', async () => {
    const client = createTestClient()
    const { digest, mediaType, bytes } = image.manifest
    expect(await client.headManifest(reference(`${repository}@${digest}`))).toEqual({
      kind: 'present',
      digest,
      mediaType,
      size: bytes.byteLength,
    })
    expect(await client.headManifest(reference(`${repository}:nothing`))).toEqual({ kind: 'missing' })
    expect(await client.headManifest(reference('nobody/nothing:latest'))).toEqual({ kind: 'missing' })
    expect(await client.getManifest(reference('nobody/nothing:latest'))).toEqual({ kind: 'missing' })

    const got = await client.getManifest(reference(`${repository}@${digest}`))
    expect(got).toMatchObject({ kind: 'present', manifest: { digest, mediaType, content: { kind: 'image', layers: [{ size: 9 }] } } })
    expect(got.kind === 'present' && Buffer.from(got.manifest.bytes).equals(Buffer.from(bytes))).toBe(true)
  })

  it('gets an index', async () => {
    const got = await createTestClient().getManifest(reference(`${repository}:multi`))
    expect(got).toMatchObject({
      kind: 'present',
      manifest: { digest: index.digest, content: { kind: 'index', manifests: [{ platform: AMD64 }, { platform: ARM64 }] } },
    })
  })

  it('promotes by one PUT, and a repeat costs two requests', async () => {
    const client = createTestClient()
    for (const manifest of [image.manifest, index]) {
      expect(await client.putManifest(reference(`${repository}:promoted`), manifest)).toEqual({ digest: manifest.digest })
      expect(await client.headManifest(reference(`${repository}:promoted`))).toMatchObject({ digest: manifest.digest })
    }
    expect(client.requests).toEqual({ HEAD: 2, GET: 0, PUT: 2, POST: 0, DELETE: 0, total: 4 })
  })

  it('knows blobs, and reads the configuration', async () => {
    const client = createTestClient()
    const [config = new Uint8Array()] = image.blobs
    const descriptor = { digest: computeDigest(config), size: config.byteLength }
    expect(await client.headBlob(reference(repository), computeDigest(new Uint8Array([1])))).toMatchObject({ kind: 'missing' })
    expect(await client.headBlob(reference(repository), descriptor.digest)).toEqual({ kind: 'present', size: descriptor.size })
    expect(await client.readConfig(reference(repository), descriptor)).toEqual({
      os: 'linux',
      architecture: 'amd64',
      variant: undefined,
      created: undefined,
      instructions: [],
      labels: { key: 'value' },
      env: ['PATH=/bin'],
      entrypoint: [],
      command: [],
      workingDir: '',
      user: '',
      onbuild: [],
    })
    await expect(client.readConfig(reference(repository), { ...descriptor, size: 1 })).rejects.toMatchObject({ code: 'registry-bad-reply' })
  })

  it('verifies an image and an index, counting shared blobs once', async () => {
    const client = createTestClient()
    const sizes = (blobs: readonly Uint8Array[]) => blobs.reduce((sum, { byteLength }) => sum + byteLength, 0)
    expect(await client.verifyImage(reference(`${repository}@${image.manifest.digest}`))).toEqual({
      kind: 'whole',
      digest: image.manifest.digest,
      platforms: ['linux/amd64'],
      size: sizes(image.blobs),
    })
    expect(await client.verifyImage(reference(`${repository}:multi`))).toEqual({
      kind: 'whole',
      digest: index.digest,
      platforms: ['linux/amd64', 'linux/arm64'],
      size: sizes(image.blobs) + sizes(other.blobs) - 'layer one'.length,
    })
  })
})

describe('verifyImage at a real registry', () => {
  const repository = 'lab/verified'

  it('counts attestations for blobs and not for platforms', async () => {
    const image = sampleImage()
    const attestation = sampleImage({ layers: ['{"predicate":{}}'] })
    await uploadImage(target(repository), image)
    await uploadImage(target(repository), attestation)
    const index = sampleIndex([
      { manifest: image.manifest, platform: AMD64 },
      {
        manifest: attestation.manifest,
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      },
    ])
    await uploadManifest(target(repository), index, 'attested')
    const config = image.blobs[0]?.byteLength ?? 0
    expect(await createTestClient().verifyImage(reference(`${repository}:attested`))).toEqual({
      kind: 'whole',
      digest: index.digest,
      platforms: ['linux/amd64'],
      size: config + 'layer one'.length + '{"predicate":{}}'.length,
    })
  })

  it('counts what is no image for its blobs, and reads a platform the index leaves out', async () => {
    const image = sampleImage({ architecture: 'riscv64' })
    const [config] = image.blobs
    const { mediaType, bytes } = sampleImage({ layers: ['layer one'], architecture: 'riscv64' }).manifest
    const value = JSON.parse(new TextDecoder().decode(bytes))
    const artifact = toManifest(mediaType, { ...value, config: { ...value.config, mediaType: 'application/vnd.oci.empty.v1+json' } })
    await uploadImage(target(repository), image)
    await uploadManifest(target(repository), artifact, artifact.digest)
    await uploadManifest(target(repository), sampleIndex([{ manifest: image.manifest }, { manifest: artifact }]), 'mixed')
    expect(await createTestClient().verifyImage(reference(`${repository}:mixed`))).toMatchObject({
      kind: 'whole',
      platforms: ['linux/riscv64'],
      size: (config?.byteLength ?? 0) + 'layer one'.length,
    })
  })

  it('names a blob that has gone', async () => {
    const image = sampleImage({ layers: ['stays', 'goes'] })
    await uploadImage(target('lab/broken'), image)
    const gone = computeDigest(new TextEncoder().encode('goes'))
    const links = join(registry.folder, 'data/docker/registry/v2/repositories/lab/broken/_layers/sha256')
    await rm(join(links, gone.slice('sha256:'.length)), { recursive: true })
    expect(await createTestClient().verifyImage(reference(`lab/broken@${image.manifest.digest}`))).toEqual({
      kind: 'broken',
      missing: [{ kind: 'blob', name: `${registry.host}/lab/broken@${gone}`, why: 'missing' }],
    })
  })

  it('names a manifest of an index that has gone, and a reference that never was', async () => {
    const image = sampleImage({ layers: ['only here'] })
    const index = sampleIndex([{ manifest: image.manifest, platform: AMD64 }])
    await uploadImage(target('lab/half'), image)
    await uploadManifest(target('lab/half'), index, 'latest')
    await fetch(`http://${registry.host}/v2/lab/half/manifests/${image.manifest.digest}`, { method: 'DELETE' })
    const client = createTestClient()
    expect(await client.verifyImage(reference('lab/half'))).toEqual({
      kind: 'broken',
      missing: [{ kind: 'manifest', name: `${registry.host}/lab/half@${image.manifest.digest}`, why: 'missing' }],
    })
    expect(await client.verifyImage(reference('lab/half:never'))).toEqual({
      kind: 'broken',
      missing: [{ kind: 'manifest', name: `${registry.host}/lab/half:never`, why: 'missing' }],
    })
  })

  it('stops at a registry that refuses a manifest whose blobs it lacks', async () => {
    const { manifest } = sampleImage({ layers: ['never uploaded'] })
    await expect(createTestClient().putManifest(reference('lab/empty:latest'), manifest)).rejects.toMatchObject({
      code: 'registry-manifest-refused',
      kind: 'remote',
      message: expect.stringMatching(
        /^Could not write the manifest of lab\/empty:latest at 127\.0\.0\.1:\d+: it answered with status 400, "MANIFEST_BLOB_UNKNOWN/,
      ),
    })
  })

  it('does not send bytes that are not what the digest says', async () => {
    const client = createTestClient()
    const { mediaType, digest } = sampleImage().manifest
    const { bytes } = toManifest(mediaType, { other: true })
    await expect(client.putManifest(reference('lab/oci:wrong'), { bytes, mediaType, digest })).rejects.toMatchObject({
      code: 'manifest-digest-mismatch',
    })
    expect(client.requests.total).toBe(0)
  })
})

describe('a real registry with htpasswd', () => {
  let locked: DebianRegistry
  const image = sampleImage()
  beforeAll(async () => {
    locked = await startDebianRegistry({ isPrivate: true })
    const authorization = `Basic ${Buffer.from(`${HTPASSWD_USER.username}:${HTPASSWD_USER.password}`).toString('base64')}`
    await uploadImage({ host: locked.host, repository: 'lab/private', authorization }, image)
  })
  afterAll(() => locked?.stop())

  function inLocked(text: string): ImageReference {
    return parseImageReference(`${locked.host}/${text}`)
  }

  it('learns the challenge once and then signs in beforehand', async () => {
    const client = createTestClient(basic(HTPASSWD_USER.username, HTPASSWD_USER.password))
    await Promise.all(['a', 'b', 'c'].map((tag) => client.headManifest(inLocked(`lab/private:${tag}`))))
    expect(client.requests.total).toBe(4)
    await client.putManifest(inLocked('lab/private:latest'), image.manifest)
    expect(await client.verifyImage(inLocked('lab/private:latest'))).toMatchObject({ kind: 'whole' })
    expect(client.requests).toEqual({ HEAD: 5, GET: 2, PUT: 1, POST: 0, DELETE: 0, total: 8 })
  })

  it('says who was refused, and never the password', async () => {
    const client = createTestClient(basic('hunter', 'not the password'))
    const failure = client.putManifest(inLocked('lab/private:latest'), image.manifest)
    await expect(failure).rejects.toMatchObject({
      code: 'registry-denied',
      fix: 'Check that the sign-in from the test is still good and may push to lab/private.',
    })
    await expect(failure).rejects.toSatisfy((error: Error) => !`${error.message}${error.stack}`.includes('not the password'))
    await expect(createTestClient().headManifest(inLocked('lab/private:latest'))).rejects.toMatchObject({
      code: 'registry-denied',
      fix: expect.stringContaining(`docker login ${locked.host}`),
    })
  })
})

it('warns of no leak where many requests are under way at once', async () => {
  const warnings: string[] = []
  const onWarning = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`)
  process.on('warning', onWarning)
  let arrived = 0
  let release = () => {}
  const together = new Promise<void>((resolve) => (release = resolve))
  const answer: typeof fetch = async () => {
    arrived += 1
    if (arrived === 24) release()
    await together
    return new Response(null, { status: 404 })
  }
  const client = createTestClient(undefined, { fetch: answer })
  const hosts = Array.from({ length: 24 }, (_, index) => `r${index}.example`)
  const states = await Promise.all(hosts.map((host) => client.headManifest({ host, repository: 'a', tag: 'latest' })))
  await new Promise(setImmediate)
  process.off('warning', onWarning)
  expect({ warnings, missing: states.filter(({ kind }) => kind === 'missing').length }).toEqual({ warnings: [], missing: 24 })
})
