import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEY_LABEL, parseImageReference } from '@module-images/core'
import { createRegistryClient } from '@module-images/registry'
import { BUNDLE_MEDIA_TYPE, createKeySigner, parseSigningKey, planReferrer, planStatement } from '@module-images/trust'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attestImage } from '../../attest/attest-image.js'
import { resolveTarget } from '../../session/image-target.js'
import { recordCommand } from '../../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { verifySigned } from './verify-signed.js'

const folder = mkdtempSync(join(tmpdir(), 'module-images-signed-'))
const client = createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } })
const COMMIT = '0123456789abcdef0123456789abcdef01234567'
let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(async () => {
  await client.close()
  await registry.stop()
  rmSync(folder, { recursive: true })
})

function createKey(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const file = join(folder, `${name}.pub`)
  writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }))
  return { file, signer: createKeySigner(parseSigningKey(String(privateKey.export({ type: 'pkcs8', format: 'pem' })), '', name)) }
}
const own = createKey('own')
const foreign = createKey('foreign')

let runs = 0
/** Where images come from, as a label of theirs says. */
const ORIGIN = 'https://github.example/lab/images'

/** A published image of a module, under its content tag and `latest`, as nobody has signed it yet. */
async function createPublished({ origin }: { readonly origin: string | undefined } = { origin: ORIGIN }) {
  const prefix = `signed${(runs += 1)}`
  const files = { 'modules/a/Dockerfile': 'FROM scratch\nCOPY requirements.txt /\n', 'modules/a/requirements.txt': 'numpy==2.2.4\n' }
  const workspace = readWorkspace(temporaryWorkspace(files))
  const wanted = await resolveTarget({ contentKeys: createContentKeys(workspace), registryPrefix: `${registry.host}/${prefix}` }, 'a')
  const repository = { host: registry.host, repository: `${prefix}/a` }
  const put = (tag: string, content = 'a', label: string = wanted.key) =>
    registry.put(`${prefix}/a`, tag, { content, labels: { [KEY_LABEL]: label, 'org.opencontainers.image.revision': COMMIT } })
  const digest = await put(wanted.contentTag)
  await put('latest')
  const manifestOf = async (name: string) => {
    const reply = await client.getManifest({ ...repository, digest: name })
    if (reply.kind === 'missing') throw new Error(name)
    return reply.manifest
  }
  const builder = { id: 'https://github.example/lab/images/.github/workflows/push.yml@refs/heads/main', run: undefined }
  return {
    ...{ wanted, digest, put, repository, image: wanted.image },
    attest: async (by = own, to = digest) =>
      attestImage({ registry: client, workspace, signer: by.signer, builder }, wanted, {
        manifest: await manifestOf(to),
        source: { repository: origin, commit: COMMIT, licence: undefined },
      }),
    /** Puts a bundle of somebody's making beside the image. */
    putBundle: async (bytes: Uint8Array<ArrayBuffer>) => {
      const { mediaType, bytes: subject } = await manifestOf(digest)
      const plan = planReferrer(bytes, 'https://example/type', { mediaType, digest, size: subject.byteLength })
      for (const blob of plan.blobs) await client.putBlob(repository, blob.bytes)
      await client.putReferrer(repository, { ...plan.manifest, subject: digest, artifactType: BUNDLE_MEDIA_TYPE, annotations: {} })
    },
  }
}

/** As anyone would ask, in a folder that is no workspace. */
const verify = (images: readonly string[], json = false, key = own.file) =>
  recordCommand(folder, (context) => verifySigned({ images, by: { kind: 'key', file: key }, json }, context))

interface Shown {
  readonly ok: boolean
  readonly digest: string
  readonly problems: readonly { readonly code: string; readonly message: string }[]
  readonly provenance: { readonly inputs: readonly object[] } | null
}
async function judge(image: string) {
  const { code, out } = await verify([image], true)
  const [shown] = (JSON.parse(out) as { images: readonly Shown[] }).images
  return { code, codes: shown?.problems.map((problem) => problem.code), shown }
}

it('says by whom and from what an image was built, by digest and by tag', async () => {
  const { attest, image, digest, wanted } = await createPublished()
  await attest()
  const { code, out } = await verify([`${image}:latest`])
  expect({ code, out }).toEqual({
    code: 0,
    out: [
      `✓ signed  ${image}:latest`,
      `  digest       ${digest}`,
      '  module       a',
      `  content key  ${wanted.key}`,
      `  commit       ${COMMIT}`,
      '  repository   https://github.example/lab/images',
      '  built by     https://github.example/lab/images/.github/workflows/push.yml@refs/heads/main',
      '  inputs       1 file or base, by checksum; --json names it',
      '  statements   https://cyclonedx.org/bom, https://slsa.dev/provenance/v1, https://spdx.dev/Document',
    ].join('\n'),
  })
  for (const name of [`${image}@${digest}`, `${image}:latest@${digest}`, `${image}:${wanted.contentTag}`]) {
    expect(await judge(name)).toMatchObject({ code: 0, codes: [] })
  }
  const [file] = wanted.sealed.inputs.filter(({ kind }) => kind === 'file')
  expect((await judge(`${image}@${digest}`)).shown?.provenance?.inputs).toEqual([
    { name: 'requirements.txt', sha256: file?.kind === 'file' ? file.sha256 : '' },
  ])
})

it('counts no commit among the inputs, where there is no repository to name it by either', async () => {
  const { attest, image } = await createPublished({ origin: undefined })
  await attest()
  const { shown } = await judge(`${image}:latest`)
  expect(shown?.provenance).toMatchObject({ commit: COMMIT, repository: null, inputs: [{ name: 'requirements.txt' }] })
})

it('refuses a missing attestation, and one by another key', async () => {
  const { attest, image } = await createPublished()
  expect(await judge(`${image}:latest`)).toMatchObject({ code: 1, codes: ['not-signed'] })
  await attest(foreign)
  expect(await judge(`${image}:latest`)).toMatchObject({ code: 1, codes: ['foreign-signer'], shown: { provenance: null } })
  await attest()
  expect(await judge(`${image}:latest`)).toMatchObject({ code: 0, codes: [] })
})

it('refuses a tag that was moved to another image, signed or not', async () => {
  const { attest, put, image, digest } = await createPublished()
  await attest()
  const other = await put('latest', 'tampered')
  expect(await judge(`${image}:latest`)).toMatchObject({ code: 1, codes: ['not-signed'], shown: { digest: other } })
  expect(await judge(`${image}:latest@${digest}`)).toMatchObject({
    code: 1,
    shown: { problems: [{ code: 'tag-moved', message: `The tag latest names ${other} now.` }] },
  })
})

it('refuses an image whose layer is another than what was signed, or is gone', async () => {
  const { attest, put, image, wanted, digest, repository } = await createPublished()
  await attest()
  // The same labels, another content: the signed statements are put beside it, as an attacker would.
  const tampered = await put(wanted.contentTag, 'tampered')
  const list = await client.getManifest({ ...repository, tag: digest.replace(':', '-') })
  if (list.kind === 'missing') throw new Error('no list')
  await client.putManifest({ ...repository, tag: tampered.replace(':', '-') }, list.manifest)
  expect(await judge(`${image}:${wanted.contentTag}`)).toMatchObject({ code: 1 })
  const reply = await client.getManifest({ ...repository, digest })
  if (reply.kind === 'missing' || reply.manifest.content.kind !== 'image') throw new Error('no image')
  const blob = reply.manifest.content.config.digest
  await fetch(`http://${registry.host}/v2/${repository.repository}/blobs/${blob}`, { method: 'DELETE' })
  expect(await judge(`${image}@${digest}`)).toMatchObject({ code: 1, codes: ['image-incomplete'] })
})

it('refuses statements of another image, of another key, and changed ones', async () => {
  const { attest, putBundle, image, digest } = await createPublished()
  const statement = planStatement({ image, digest: `sha256:${'e'.repeat(64)}` }, 'https://slsa.dev/provenance/v1', {})
  await putBundle(await own.signer.sign(statement))
  expect(await judge(`${image}:latest`)).toMatchObject({ code: 1, codes: ['other-image'] })
  const changed = new TextDecoder().decode(await own.signer.sign(statement)).replace(/"payload":"[^"]*"/, '"payload":"e30="')
  await putBundle(new TextEncoder().encode(changed))
  expect(await judge(`${image}@${digest}`)).toMatchObject({
    code: 1,
    codes: ['other-image', 'bad-statement'],
    shown: { problems: [{}, { message: 'What is beside the image was changed after it was signed.' }] },
  })
  // Good ones count, whatever else is there.
  await attest()
  expect(await judge(`${image}@${digest}`)).toMatchObject({ code: 0, codes: [] })
})

it('refuses an image whose label is that of another key than was signed', async () => {
  const { attest, put, image } = await createPublished()
  const digest = await put('other', 'a', 'f'.repeat(64))
  await attest(own, digest)
  expect(await judge(`${image}@${digest}`)).toMatchObject({ code: 1, codes: ['wrong-key-label'] })
})

it('asks for an image with its registry where one word or a module is named, and says how that of the module is called', async () => {
  const root = temporaryWorkspace({ 'modules/two-debian/Dockerfile': 'FROM scratch\n' }, { registry: 'registry.example.org/lab' })
  const inWorkspace = (name: string, cwd = root) =>
    recordCommand(cwd, (context) => verifySigned({ images: [name], by: { kind: 'key', file: own.file }, json: false }, context))
  for (const name of ['two-debian', 'modules/two-debian', './modules/two-debian/'])
    await expect(inWorkspace(name)).rejects.toMatchObject({
      ...{ code: 'module-for-image', kind: 'usage' },
      fix: expect.stringMatching(/: registry\.example\.org\/lab\/two-debian:latest$/) as string,
    })
  for (const [name, cwd] of [
    ['two-debain', root],
    ['two-debian', folder],
    ['two-debian:latest', folder],
  ] as const)
    await expect(inWorkspace(name, cwd)).rejects.toMatchObject({ code: 'image-without-registry', kind: 'usage' })
})

it('blames the registry in the name of an image that cannot be reached, and no setting', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const { logged } = await verify([`127.0.0.1:${port}/a:latest`])
  expect(logged.at(-2)).toMatch(/error\[registry-unreachable\].*\n {2}Check the network, and the registry in the image's name\.$/s)
})

it('goes on where one image is not there, and asks for a key and an image', async () => {
  const { attest, image } = await createPublished()
  await attest()
  const { code, out, logged } = await verify([`${image}:none`, `${image}:latest`])
  expect({ code, out, logged }).toMatchObject({ code: 1, out: expect.stringMatching(/^✓ signed/) as string })
  expect(logged[0]).toContain(`The registry has no image ${image}:none.`)
  expect(logged.at(-1)).toBe(`✗ failed for 1 of 2 images: ${image}:none`)
  await expect(verify([])).rejects.toMatchObject({ code: 'no-image-named' })
  const ofNobody = recordCommand(folder, (context) => verifySigned({ images: ['a'], by: undefined, json: false }, context))
  await expect(ofNobody).rejects.toMatchObject({ code: 'no-signer-named' })
  expect(parseImageReference(image).host).toBe(registry.host)
})
