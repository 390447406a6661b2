import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEY_LABEL } from '@module-images/core'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCosign } from '../../testing/cosign.js'
import { recordCommand } from '../../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { attestModules } from './attest-modules.js'

const PASSWORD = 'a password'
const COMMIT = '0123456789abcdef0123456789abcdef01234567'
const folder = mkdtempSync(join(tmpdir(), 'module-images-attest-'))
let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
  for (const name of ['own', 'foreign']) {
    await runCosign(['generate-key-pair', '--output-key-prefix', name], { cwd: folder, password: PASSWORD })
  }
})
afterAll(async () => {
  await registry.stop()
  rmSync(folder, { recursive: true })
})

let runs = 0
async function createPublished() {
  const prefix = `attest${(runs += 1)}`
  const root = temporaryWorkspace({
    'modules/a/Dockerfile': 'FROM scratch\nCOPY requirements.txt /\n',
    'modules/a/requirements.txt': `numpy==2.2.4\n`,
  })
  const key = await createContentKeys(readWorkspace(root)).keyOf('a')
  if (key.kind === 'broken') throw key.error
  const labels = {
    [KEY_LABEL]: key.key,
    'org.opencontainers.image.revision': COMMIT,
    'org.opencontainers.image.source': 'https://github.example/lab/images',
  }
  const digest = await registry.put(`${prefix}/a`, key.contentTag, { content: 'a', labels })
  const image = `${registry.host}/${prefix}/a@${digest}`
  return {
    ...{ key, digest, image, repository: `${prefix}/a` },
    attest: (env: Record<string, string> = {}, file = 'own.key') =>
      recordCommand(
        root,
        (context) => attestModules({ modules: [], method: { kind: 'key', from: join(folder, file) }, json: false }, context),
        {
          MODULE_IMAGES_REGISTRY: `${registry.host}/${prefix}`,
          COSIGN_PASSWORD: PASSWORD,
          ...env,
        },
      ),
    verify: async (type: string, key = 'own.pub') => {
      const args = ['verify-attestation', '--key', key, '--insecure-ignore-tlog', '--type', type, image]
      const { exitCode, stdout, stderr } = await runCosign(args, { cwd: folder })
      const { payload = '' } = exitCode === 0 ? (JSON.parse(stdout) as { payload?: string }) : {}
      return {
        exitCode,
        stderr,
        statement: payload === '' ? undefined : (JSON.parse(Buffer.from(payload, 'base64').toString()) as Statement),
      }
    },
  }
}

interface Statement {
  readonly subject: readonly object[]
  readonly predicate: Record<string, unknown>
}

it.each(['slsaprovenance1', 'cyclonedx', 'https://spdx.dev/Document'])(
  'puts a statement that the real cosign accepts: %s',
  async (type) => {
    const { attest, verify, digest, image } = await createPublished()
    expect(await verify(type)).not.toMatchObject({ exitCode: 0 })
    const { code, out } = await attest()
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining(`  ${image}  signed: https://slsa.dev/provenance/v1, `) as string,
    })
    const verified = await verify(type)
    expect(verified, verified.stderr).toMatchObject({
      exitCode: 0,
      statement: { subject: [{ name: image.split('@')[0], digest: { sha256: digest.slice('sha256:'.length) } }] },
    })
    expect(await verify(type, 'foreign.pub')).not.toMatchObject({ exitCode: 0 })
  },
)

it('says in the provenance what made the key, and from where', async () => {
  const { attest, verify, key } = await createPublished()
  await attest({
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_WORKFLOW_REF: 'lab/images/.github/workflows/push.yml@refs/heads/main',
    GITHUB_REPOSITORY: 'lab/images',
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '2',
  })
  const { statement } = await verify('slsaprovenance1')
  expect(statement?.predicate).toEqual({
    buildDefinition: {
      buildType: expect.stringMatching(/^https:\/\/.*docs\/trust\.md#/) as string,
      externalParameters: {
        module: 'a',
        path: 'modules/a',
        platforms: ['linux/amd64'],
        buildArgs: {},
        source: 'https://github.example/lab/images',
      },
      internalParameters: { contentKey: key.key, recipe: 2, epochs: [0], instructions: { sha256: key.sealed.instructions } },
      resolvedDependencies: [
        { uri: 'git+https://github.example/lab/images', digest: { gitCommit: COMMIT } },
        { name: 'requirements.txt', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
      ],
    },
    runDetails: {
      builder: { id: 'https://github.example/lab/images/.github/workflows/push.yml@refs/heads/main' },
      metadata: { invocationId: 'https://github.example/lab/images/actions/runs/7/attempts/2' },
    },
  })
})

it('leaves what it has signed as it is, and adds to what others signed', async () => {
  const { attest, repository, digest } = await createPublished()
  await attest()
  const listed = async () => {
    const reply = await fetch(`http://${registry.host}/v2/${repository}/manifests/${digest.replace(':', '-')}`, {
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    })
    return ((await reply.json()) as { manifests: unknown[] }).manifests.length
  }
  expect(await listed()).toBe(3)
  expect((await attest()).out).toMatch(/its statements are there$/)
  expect(await listed()).toBe(3)
  expect((await attest({}, 'foreign.key')).out).toMatch(/signed: https/)
  expect(await listed()).toBe(6)
})

it('refuses what is no key, and a password that does not open it, without telling either', async () => {
  const { attest } = await createPublished()
  writeFileSync(join(folder, 'none.key'), 'secret text')
  await expect(attest({}, 'none.key')).rejects.toMatchObject({
    code: 'bad-signing-key',
    message: expect.not.stringContaining('secret text') as string,
  })
  await expect(attest({ COSIGN_PASSWORD: 'wrong word' })).rejects.toMatchObject({
    code: 'wrong-signing-password',
    message: expect.not.stringContaining('wrong word') as string,
  })
  expect(readFileSync(join(folder, 'own.key'), 'utf8')).toContain('ENCRYPTED SIGSTORE')
})
