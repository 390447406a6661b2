import { expect, it } from 'vitest'
import { parseManifest } from './manifest.js'
import { planIndex } from './plan-index.js'

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const entry = (digit: string, architecture: string, variant?: string) => ({
  ...{ mediaType: MANIFEST, digest: `sha256:${digit.repeat(64)}`, size: 7 },
  platform: { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) },
})
const [AMD64, ARM64] = [entry('b', 'amd64'), entry('a', 'arm64', 'v8')]

it('names each part by its digest, size and platform', () => {
  const { bytes, mediaType, digest } = planIndex([AMD64, ARM64])
  const parsed = parseManifest(bytes, mediaType)
  expect(parsed).toMatchObject({ kind: 'manifest', manifest: { digest, content: { kind: 'index', manifests: [ARM64, AMD64] } } })
})

it('is the same whatever the order of its parts', () => {
  expect(planIndex([AMD64, ARM64]).digest).toBe(planIndex([ARM64, AMD64]).digest)
})
