import { execFileSync } from 'node:child_process'
import { createEngine } from '@module-images/engine'
import { MANIFEST_ACCEPT } from '@module-images/registry'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { readRunEnvironment } from '../session/run-environment.js'
import { putScanner } from '../testing/built-images.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { openSession } from '../tasks/open-session.js'
import { publishImage } from '../publish/publish-image.js'
import { reconcileImage } from './reconcile-image.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

let prefixes = 0

const SCAN = `echo '{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","predicate":{"name":"found"}}' > "$BUILDKIT_SCAN_DESTINATION/found.spdx.json"`

/** Builds and publishes the module `a` with a real engine, as these options say; what the tags name afterwards, byte for byte. */
async function publish(options: object, tags: readonly string[]) {
  const prefix = `attest${(prefixes += 1)}`
  const root = temporaryWorkspace({
    'modules/a/Dockerfile': 'FROM scratch\nCOPY own /own\n',
    'modules/a/own': `${registry.host}/${prefix}`,
    'modules/a/project.json': JSON.stringify({ targets: { 'docker-build': { options } } }),
  })
  const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${registry.host}/${prefix}` })
  const context = { env: process.env, environment, signal: new AbortController().signal, log: () => undefined }
  const createRun = () => {
    const run = openSession(readWorkspace(root), context)
    onTestFinished(() => run.close())
    return run
  }
  const built = await reconcileImage(createRun(), 'a')
  onTestFinished(() => createEngine({ env: process.env }).remove(`${built.image}:${built.contentTag}`))
  const publishing = { tags: { releases: [], branch: ['latest'] }, moveTags: false }
  const published = await publishImage(createRun(), 'a', publishing)
  await publishImage(createRun(), 'a', { ...publishing, tags: { releases: tags, branch: [] } })
  const read = (name: string) => readManifest(`${registry.host}/v2/${prefix}/a/manifests/${name}`)
  return { built, published, read }
}

async function readManifest(url: string) {
  // Without attestations buildx writes an index in Docker's form of it.
  const reply = await fetch(`http://${url}`, { headers: { accept: MANIFEST_ACCEPT } })
  const text = await reply.text()
  return { status: reply.status, digest: reply.headers.get('docker-content-digest'), text, manifest: JSON.parse(text) as Index }
}

interface Index {
  readonly mediaType: string
  /** Of a single manifest. */
  readonly layers?: readonly { readonly annotations?: Readonly<Record<string, string>> }[]
  readonly manifests?: readonly {
    readonly digest: string
    readonly platform?: { readonly os: string; readonly architecture: string }
    readonly annotations?: Readonly<Record<string, string>>
  }[]
}

const TYPE = 'vnd.docker.reference.type'

/** Several platforms and attestations need it, and the product says so. */
const containerdStore = execFileSync('docker', ['info', '--format', '{{json .DriverStatus}}'], { encoding: 'utf8' }).includes(
  'io.containerd.snapshotter.v1',
)

it.runIf(!containerdStore).each([{ platforms: ['linux/amd64', 'linux/arm64'] }, { provenance: 'max' }, { sbom: true }])(
  'says of %j that the engine keeps images in a store that does not take it',
  async (options) => {
    await expect(publish(options, [])).rejects.toMatchObject({
      code: 'needs-containerd-store',
      kind: 'environment',
      message: expect.stringContaining("containerd's image store") as string,
    })
  },
)

describe.runIf(containerdStore)("with containerd's image store", () => {
  it('publishes two platforms in one index, which every tag names', async () => {
    const { built, published, read } = await publish({ platforms: ['linux/amd64', 'linux/arm64'] }, ['v1'])
    const [content, latest, release] = await Promise.all([built.contentTag, 'latest', 'v1'].map(read))
    expect(content?.manifest.manifests?.map(({ platform }) => `${platform?.os}/${platform?.architecture}`)).toEqual([
      'linux/amd64',
      'linux/arm64',
    ])
    expect([latest?.text, release?.text]).toEqual([content?.text, content?.text])
    expect(new Set([content?.digest, latest?.digest, release?.digest, published.digest]).size).toBe(1)
    for (const { digest } of content?.manifest.manifests ?? []) expect((await read(digest)).status).toBe(200)
  })

  it('carries attestations along: the promote puts the very index, and what it names is there', async () => {
    const { built, read } = await publish({ platforms: ['linux/amd64', 'linux/arm64'], provenance: 'max' }, ['v1'])
    const [content, release] = await Promise.all([built.contentTag, 'v1'].map(read))
    const attestations = content?.manifest.manifests?.filter(({ annotations }) => annotations?.[TYPE] === 'attestation-manifest') ?? []
    expect(attestations.length).toBe(2)
    expect(release?.text).toBe(content?.text)
    for (const { digest } of attestations) expect((await read(digest)).status).toBe(200)
  })

  it('has the list of contents that the named scanner makes, for each platform, and carries it along', async () => {
    const { built, read } = await publish({ platforms: ['linux/amd64', 'linux/arm64'], sbom: await putScanner(registry.host, SCAN) }, [
      'v1',
    ])
    const [content, release] = await Promise.all([built.contentTag, 'v1'].map(read))
    const attestations = content?.manifest.manifests?.filter(({ annotations }) => annotations?.[TYPE] === 'attestation-manifest') ?? []
    const lists = await Promise.all(attestations.map(async ({ digest }) => (await read(digest)).manifest.layers ?? []))
    const predicates = lists.map((layers) => layers.map(({ annotations }) => annotations?.['in-toto.io/predicate-type']))
    expect(predicates).toEqual([['https://spdx.dev/Document'], ['https://spdx.dev/Document']])
    expect(release?.text).toBe(content?.text)
  })
})

it('has other keys with attestations than without', async () => {
  const tags = [{}, { provenance: 'min' }, { provenance: 'max' }, { sbom: true }, { sbom: 'scanner@sha256:1' }, { sbom: false }].map(
    async (options) => {
      const root = temporaryWorkspace({
        'modules/a/Dockerfile': 'FROM scratch\n',
        'modules/a/project.json': JSON.stringify({ targets: { 'docker-build': { options } } }),
      })
      const environment = readRunEnvironment({})
      const run = openSession(readWorkspace(root), { env: {}, environment, signal: new AbortController().signal, log: () => undefined })
      const wanted = await run.contentKeys.keyOf('a')
      return wanted.kind === 'keyed' ? wanted.contentTag : wanted.error.message
    },
  )
  const [none, ...others] = await Promise.all(tags)
  expect(others.at(-1)).toBe(none)
  expect(new Set([none, ...others]).size).toBe(5)
})
