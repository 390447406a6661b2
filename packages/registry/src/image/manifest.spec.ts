import { describe, expect, it } from 'vitest'
import { sampleImage, sampleIndex } from '../testing/sample-image.js'
import { isAttestation, parseManifest, renderPlatform } from './manifest.js'

const OCI = 'application/vnd.oci.image.manifest.v1+json'
const { manifest } = sampleImage()
const value = JSON.parse(new TextDecoder().decode(manifest.bytes))

function parse(change: unknown, contentType = OCI) {
  return parseManifest(new TextEncoder().encode(typeof change === 'string' ? change : JSON.stringify(change)), contentType)
}

describe('parseManifest', () => {
  it('takes the type it is served as, or its own where that is none', () => {
    expect(parse(value)).toMatchObject({ kind: 'manifest', manifest: { digest: manifest.digest, mediaType: OCI } })
    expect(parse(value, 'text/plain')).toMatchObject({ kind: 'manifest', manifest: { mediaType: OCI } })
    expect(parse({ ...value, mediaType: undefined })).toMatchObject({ kind: 'manifest', manifest: { mediaType: OCI } })
    expect(parseManifest(sampleIndex([{ manifest }], 'docker').bytes, '')).toMatchObject({ manifest: { content: { kind: 'index' } } })
  })

  it.each([
    ['{', 'it is not JSON'],
    ['null', 'it is not a manifest of schema version 2'],
    [{ ...value, schemaVersion: 1 }, 'it is not a manifest of schema version 2'],
    [{ ...value, mediaType: 'application/vnd.oci.image.index.v1+json' }, `it is served as ${OCI} but says otherwise of itself`],
    [{ ...value, manifests: [] }, `it is not what ${OCI} says`],
    [{ ...value, layers: undefined }, `it is not what ${OCI} says`],
    [{ ...value, config: { ...value.config, digest: 'sha256:../../x' } }, `it is not what ${OCI} says`],
    [{ ...value, config: { ...value.config, size: -1 } }, `it is not what ${OCI} says`],
    [{ ...value, layers: Array(1001).fill(value.layers[0]) }, `it is not what ${OCI} says`],
  ])('refuses %j', (change, why) => {
    expect(parse(change)).toEqual({ kind: 'bad', why })
  })

  it.each([
    [{ digest: manifest.digest }, manifest.digest],
    [{ digest: 'sha512:0' }, undefined],
    [null, undefined],
  ])('that refers to %j has the subject %s', (subject, expected) => {
    const parsed = parse({ ...value, subject })
    expect(parsed.kind === 'manifest' ? parsed.manifest.subject : parsed).toBe(expected)
  })

  it('refuses bytes that are not UTF-8, and types that are no manifest', () => {
    expect(parseManifest(new Uint8Array([0x22, 0xff, 0x22]), OCI)).toEqual({ kind: 'bad', why: 'it is not JSON' })
    expect(parse({ ...value, mediaType: 'text/html' }, 'text/html')).toMatchObject({ kind: 'bad' })
  })
})

describe('renderPlatform', () => {
  it.each([
    [{ os: 'linux', architecture: 'amd64' }, 'linux/amd64'],
    [{ os: 'linux', architecture: 'amd64', variant: 'v1' }, 'linux/amd64'],
    [{ os: 'linux', architecture: 'arm64', variant: 'v8' }, 'linux/arm64'],
    [{ os: 'linux', architecture: 'arm', variant: 'v7' }, 'linux/arm/v7'],
    [{ os: 'linux', architecture: 's390x', variant: '' }, 'linux/s390x'],
  ])('%j is %s', (platform, expected) => {
    expect(renderPlatform(platform)).toBe(expected)
  })
})

describe('isAttestation', () => {
  const entry = { mediaType: OCI, digest: manifest.digest, size: 1 }

  it('goes by annotation or by the platform that is none', () => {
    expect(isAttestation({ ...entry, platform: { os: 'unknown', architecture: 'unknown' } })).toBe(true)
    expect(isAttestation({ ...entry, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } })).toBe(true)
    expect(isAttestation({ ...entry, platform: { os: 'linux', architecture: 'amd64' } })).toBe(false)
    expect(isAttestation(entry)).toBe(false)
  })
})
