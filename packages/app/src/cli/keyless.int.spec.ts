import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEY_LABEL, rememberAnswer } from '@module-images/core'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCosign } from '../testing/cosign.js'
import { recordCommand } from '../testing/recorded-command.js'
import { type JobClaims, startTestSigstore, type TestSigstore } from '../testing/sigstore.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { verifySigned } from '../commands/verify/verify-signed.js'
import { attestModules } from '../commands/attest/attest-modules.js'

const ISSUER = 'https://token.actions.githubusercontent.com'
const WORKFLOW = 'lab/images/.github/workflows/build-push-docker-module.yml@refs/heads/main'
const IDENTITY = `https://github.com/${WORKFLOW}`
const JOB: JobClaims = { iss: ISSUER, job_workflow_ref: WORKFLOW }
const folder = mkdtempSync(join(tmpdir(), 'module-images-keyless-'))
let registry: TestRegistry
let sigstore: TestSigstore
let other: TestSigstore
beforeAll(async () => {
  ;[registry, sigstore, other] = await Promise.all([startTestRegistry(), startTestSigstore(), startTestSigstore()])
})
afterAll(async () => {
  await Promise.all([registry.stop(), sigstore.stop(), other.stop()])
  rmSync(folder, { recursive: true })
})

let runs = 0
async function createPublished() {
  const prefix = `keyless${(runs += 1)}`
  const root = temporaryWorkspace({
    'modules/a/Dockerfile': 'FROM scratch\nCOPY requirements.txt /\n',
    'modules/a/requirements.txt': 'a==1\n',
  })
  const key = await createContentKeys(readWorkspace(root)).keyOf('a')
  if (key.kind === 'broken') throw key.error
  const digest = await registry.put(`${prefix}/a`, key.contentTag, { content: 'a', labels: { [KEY_LABEL]: key.key } })
  const image = `${registry.host}/${prefix}/a@${digest}`
  const attest = (env: Record<string, string> = sigstore.jobEnv(JOB)) =>
    recordCommand(root, (context) => attestModules({ modules: [], method: { kind: 'keyless' }, json: false }, context), {
      MODULE_IMAGES_REGISTRY: `${registry.host}/${prefix}`,
      ...env,
    })
  return { image, attest }
}

/** One that the job has signed, and nobody else. */
const signedImage = rememberAnswer(async () => {
  const { image, attest } = await createPublished()
  expect(await attest()).toMatchObject({ code: 0, out: expect.stringContaining('signed: https://slsa.dev/provenance/v1, ') as string })
  return image
})

interface Shown {
  readonly problems: readonly { readonly code: string; readonly message: string }[]
  readonly provenance: { readonly builder: string } | null
  readonly signers: readonly string[]
}
/** As anyone would, in a folder that is no workspace. */
async function verify(image: string, { identity = IDENTITY, issuer = ISSUER, trustedRoot = sigstore.trustedRoot } = {}) {
  const by = { kind: 'identity', identity, issuer, trustedRoot } as const
  const { code, out } = await recordCommand(folder, (context) => verifySigned({ images: [image], by, json: true }, context))
  const [shown] = (JSON.parse(out) as { images: readonly Shown[] }).images
  return { code, problems: shown?.problems, shown }
}

it.each(['slsaprovenance1', 'cyclonedx', 'https://spdx.dev/Document'])(
  'signs as a job of GitHub Actions what the real cosign accepts: %s',
  async (type) => {
    const image = await signedImage()
    const cosign = (identity: string) => {
      const who = ['--certificate-identity', identity, '--certificate-oidc-issuer', ISSUER]
      return runCosign(['verify-attestation', '--trusted-root', sigstore.trustedRoot, ...who, '--type', type, image], {
        cwd: folder,
      })
    }
    const verified = await cosign(IDENTITY)
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 })
    expect(await cosign(`${IDENTITY}2`)).not.toMatchObject({ exitCode: 0 })
  },
)

it('names the workflow that signed, as its certificate does', async () => {
  const image = await signedImage()
  expect(await verify(image)).toMatchObject({ code: 0, problems: [], shown: { signers: [IDENTITY], provenance: { builder: IDENTITY } } })
  expect(await verify(image, { identity: 'https://github.com/lab/images/*@refs/heads/main' })).toMatchObject({ code: 0 })
})

it.each([
  ['another identity', { identity: 'https://github.com/lab/other/*' }, 'foreign-signer', `is signed by ${IDENTITY}.`],
  ['a part of the identity alone', { identity: 'lab/images' }, 'foreign-signer', `is signed by ${IDENTITY}.`],
  ['what would be true as an expression', { identity: IDENTITY.replaceAll('/', '.') }, 'foreign-signer', `is signed by ${IDENTITY}.`],
  ['another issuer', { issuer: 'https://issuer.example' }, 'foreign-signer', `for whom ${ISSUER} has vouched.`],
])('refuses %s', async (_, wanted, code, words) => {
  expect(await verify(await signedImage(), wanted)).toMatchObject({
    code: 1,
    problems: [{ code, message: expect.stringContaining(words) as string }],
  })
})

it('refuses what another authority has signed for the same identity', async () => {
  const { image, attest } = await createPublished()
  await attest(other.jobEnv(JOB))
  expect(await verify(image)).toMatchObject({ code: 1, problems: [{ code: 'bad-statement' }], shown: { provenance: null } })
  expect(await verify(image, { trustedRoot: other.trustedRoot })).toMatchObject({ code: 0 })
})

it('leaves what it has signed as it is, and adds to what another workflow signed', async () => {
  const { image, attest } = await createPublished()
  expect((await attest()).out).toMatch(/signed: /)
  expect((await attest()).out).toMatch(/its statements are there$/)
  expect((await attest(sigstore.jobEnv({ ...JOB, job_workflow_ref: WORKFLOW.replace('main', 'other') }))).out).toMatch(/signed: /)
  expect(await verify(image)).toMatchObject({ code: 0, shown: { signers: [IDENTITY] } })
})

it('puts nothing beside the image where sigstore does not sign, and says so', async () => {
  const { image, attest } = await createPublished()
  sigstore.setLogDown(true)
  const { code, logged } = await attest()
  sigstore.setLogDown(false)
  expect({ code, logged }).toEqual({
    code: 1,
    logged: expect.arrayContaining([expect.stringContaining('sigstore has signed nothing. error creating tlog entry')]) as string[],
  })
  expect(await verify(image)).toMatchObject({ problems: [{ code: 'not-signed' }] })
})

it('refuses to sign where nobody says who this job is, without telling its key', async () => {
  const { attest } = await createPublished()
  await expect(attest({})).rejects.toMatchObject({ code: 'no-signing-identity' })
  await expect(attest({ ...sigstore.jobEnv(JOB), ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'old key' })).rejects.toMatchObject({
    code: 'no-signing-identity',
    message: expect.not.stringContaining('old key') as string,
  })
  await expect(attest(sigstore.jobEnv({ iss: ISSUER } as JobClaims))).rejects.toMatchObject({ code: 'no-signing-identity' })
})

it("does not show the name of a private repository to sigstore's public log", async () => {
  const { attest } = await createPublished()
  for (const claims of [{ ...JOB, repository_visibility: 'private' }, JOB]) {
    const { MODULE_IMAGES_SIGSTORE: _, ...env } = sigstore.jobEnv(claims)
    await expect(attest(env)).rejects.toMatchObject({ code: 'private-repository-not-signed' })
  }
})

it('refuses a trusted root that is none', async () => {
  const file = join(folder, 'root.json')
  for (const text of ['none', '{}', readFileSync(join(sigstore.folder, 'signing_config.v0.2.json'), 'utf8')]) {
    writeFileSync(file, text)
    await expect(verify('r.example/a:1', { trustedRoot: file })).rejects.toMatchObject({ code: 'bad-trusted-root' })
  }
})
