import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEY_LABEL } from '@module-images/core'
import { MANIFEST_ACCEPT } from '@module-images/registry'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { putBuiltImage, putScanner } from '../testing/built-images.js'
import { runCosign } from '../testing/cosign.js'
import { recordCommand } from '../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { verifySigned } from '../commands/verify/verify-signed.js'
import { attestModules } from '../commands/attest/attest-modules.js'

const folder = mkdtempSync(join(tmpdir(), 'module-images-scan-'))
let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
  await runCosign(['generate-key-pair', '--output-key-prefix', 'own'], { cwd: folder })
})
afterAll(async () => {
  await registry.stop()
  rmSync(folder, { recursive: true })
})

const OUT = '"$BUILDKIT_SCAN_DESTINATION/found.spdx.json"'
const DOCUMENT = { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'found', packages: [] }
const written = (change: object) =>
  JSON.stringify({ _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'https://spdx.dev/Document', predicate: DOCUMENT, ...change })

/** Says what is in a file of the image, how many network devices it sees, and whether it can write to the image. */
const LOOK = [
  'system=$(/busybox cat "$BUILDKIT_SCAN_SOURCE/etc/system")',
  'devices=$(/busybox grep -c : /proc/net/dev)',
  'writes=$(/busybox touch "$BUILDKIT_SCAN_SOURCE/etc/x" 2>/dev/null && echo yes || echo no)',
  `echo '${written({}).replace('"found"', `"'"$system $devices $writes"'"`)}' > ${OUT}`,
].join('\n')

let runs = 0
/** A published image that has a layer, as `platforms` say. */
async function createPublished(platforms: readonly string[] = []) {
  const prefix = `scan${(runs += 1)}`
  const options = JSON.stringify({ targets: { 'docker-build': { options: { platforms } } } })
  const files = { Dockerfile: 'FROM scratch\nCOPY system /etc/\n', system: `of ${prefix}` }
  const root = temporaryWorkspace({
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`modules/a/${name}`, text])),
    ...(platforms.length === 0 ? {} : { 'modules/a/project.json': options }),
  })
  const key = await createContentKeys(readWorkspace(root)).keyOf('a')
  if (key.kind === 'broken') throw key.error
  const tagged = `${registry.host}/${prefix}/a:${key.contentTag}`
  const digest = await putBuiltImage(tagged, { files, labels: { [KEY_LABEL]: key.key }, platforms })
  const image = `${registry.host}/${prefix}/a@${digest}`
  return {
    ...{ digest, image, prefix },
    /** What the content tag names. */
    digestNow: async () => {
      const headers = { accept: MANIFEST_ACCEPT }
      const reply = await fetch(`http://${registry.host}/v2/${prefix}/a/manifests/${key.contentTag}`, { method: 'HEAD', headers })
      return reply.headers.get('docker-content-digest')
    },
    attest: (scanner: string | undefined) =>
      recordCommand(
        root,
        (context) => attestModules({ modules: [], method: { kind: 'key', from: join(folder, 'own.key') }, scanner, json: true }, context),
        { MODULE_IMAGES_REGISTRY: `${registry.host}/${prefix}`, COSIGN_PASSWORD: '' },
      ),
    /** Of the lists that the real cosign takes. */
    readLists: async () => {
      const args = ['verify-attestation', '--key', 'own.pub', '--insecure-ignore-tlog', '--type', 'https://spdx.dev/Document', image]
      const { stdout } = await runCosign(args, { cwd: folder })
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(Buffer.from((JSON.parse(line) as { payload: string }).payload, 'base64').toString()) as List)
    },
  }
}

interface List {
  readonly subject: readonly { readonly digest: object; readonly annotations?: object }[]
  readonly predicate: { readonly name: string }
}

const namesOf = (lists: readonly List[]) => lists.map(({ predicate }) => predicate.name).sort()

it('signs what a scanner finds beside the list of the lockfiles, and leaves the image as it is', async () => {
  const { attest, readLists, digest, image, prefix, digestNow } = await createPublished()
  const scanner = await putScanner(registry.host, LOOK)
  const { code, out, logged } = await attest(scanner)
  expect({ code, logged }, logged.join('\n')).toMatchObject({ code: 0 })
  expect(JSON.parse(out)).toMatchObject({ images: [{ digest, scanned: [{ scanner, platform: 'linux/amd64' }] }] })
  expect(await digestNow()).toBe(digest)
  const lists = await readLists()
  // It sees the loopback device alone.
  expect(namesOf(lists)).toEqual(['a', `of ${prefix} 1 no`])
  const sha256 = digest.replace('sha256:', '')
  expect(lists.find(({ predicate }) => predicate.name !== 'a')?.subject).toEqual([
    { name: image.split('@')[0], digest: { sha256 }, annotations: { scanner, platform: 'linux/amd64' } },
  ])
  const by = { kind: 'key', file: join(folder, 'own.pub') } as const
  const verified = await recordCommand(folder, (context) => verifySigned({ images: [image], by, json: false }, context))
  expect(verified).toMatchObject({
    code: 0,
    out: expect.stringContaining(`found inside  packages of the base and the system, by ${scanner} for linux/amd64`) as string,
  })
  expect(JSON.parse((await attest(scanner)).out)).toMatchObject({ images: [{ added: [], scanned: [] }] })
  expect(await readLists()).toHaveLength(2)
})

it('looks into each platform of an index', async () => {
  const platforms = ['linux/amd64', 'linux/arm64']
  const { attest, readLists, prefix } = await createPublished(platforms)
  const scanner = await putScanner(registry.host, LOOK)
  expect(JSON.parse((await attest(scanner)).out)).toMatchObject({
    images: [{ scanned: platforms.map((platform) => ({ scanner, platform })) }],
  })
  expect(namesOf(await readLists())).toEqual(['a', `of ${prefix} 1 no`, `of ${prefix} 1 no`])
})

it.each([
  ['nothing', ':', 'wrote 0 files *.spdx.json, and one is read'],
  ['two files', `for name in a b; do echo '${written({})}' > "$BUILDKIT_SCAN_DESTINATION/$name.spdx.json"; done`, 'wrote 2 files'],
  ['a file without end', `/busybox dd if=/dev/zero of=${OUT} bs=1048576 count=12`, 'has 12582912 bytes'],
  [
    'a statement about something',
    `echo '${written({ subject: [{ name: 'b', digest: {} }] })}' > ${OUT}`,
    'subject: names what it is about',
  ],
])('signs nothing of a scanner that writes %s', async (_, script, why) => {
  const { attest, readLists } = await createPublished()
  const { code, logged } = await attest(await putScanner(registry.host, script))
  expect({ code, text: logged.join('\n') }).toEqual({ code: 1, text: expect.stringContaining(why) as string })
  // The list of the lockfiles does not wait for it.
  expect(namesOf(await readLists())).toEqual(['a'])
})

it('shows what a scanner that fails has printed, behind a bar', async () => {
  const { attest } = await createPublished()
  const { code, logged } = await attest(await putScanner(registry.host, 'echo ::error::no database; exit 3'))
  expect({ code, text: logged.join('\n') }).toEqual({
    code: 1,
    text: expect.stringMatching(/could not be scanned[^]*\n +\| .*no database/) as string,
  })
})

it('refuses a scanner without a digest, and an image that starts nothing', async () => {
  const { attest, image } = await createPublished()
  await expect(attest('docker/buildkit-syft-scanner')).rejects.toMatchObject({ code: 'scanner-without-digest' })
  await expect(attest(image)).rejects.toMatchObject({ code: 'scanner-not-found' })
})
