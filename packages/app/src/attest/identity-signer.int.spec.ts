import { generateKeyPairSync } from 'node:crypto'
import { createKeySigner, parseSigningKey, planStatement } from '@module-images/trust'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestSigstore, type TestSigstore } from '../testing/sigstore.js'
import { openIdentitySigner } from './identity-signer.js'

const STATEMENT = planStatement({ image: 'r.example/a', digest: `sha256:${'d'.repeat(64)}` }, 'https://example/type', { a: 1 })
const IDENTITY = 'https://github.com/lab/images/.github/workflows/push.yml@refs/heads/main'
const JOB = { iss: 'https://issuer.example', job_workflow_ref: IDENTITY.replace('https://github.com/', '') }

let sigstore: TestSigstore
let opened: Awaited<ReturnType<typeof openIdentitySigner>>
let text: string
beforeAll(async () => {
  sigstore = await startTestSigstore()
  opened = await openIdentitySigner({ env: sigstore.jobEnv(JOB), signal: new AbortController().signal })
  text = new TextDecoder().decode(await opened.signer.sign(STATEMENT))
})
afterAll(() => sigstore.stop())

const open = (changed: string) => opened.signer.verifier.open(new TextEncoder().encode(changed))

it('opens what this job signed, and says who that was', () => {
  expect(open(text)).toEqual({ kind: 'signed', statement: STATEMENT, by: IDENTITY })
  expect(opened.identity).toBe(IDENTITY)
})

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
interface BundleText {
  verificationMaterial: Record<string, unknown> & { tlogEntries: Record<string, unknown>[] }
}
const withMaterial = (change: (material: BundleText['verificationMaterial']) => object) => {
  const bundle = JSON.parse(text) as BundleText
  return JSON.stringify({ ...bundle, verificationMaterial: change(bundle.verificationMaterial) })
}

describe('what comes from a registry', () => {
  it.each([
    [
      'another statement',
      () => text.replace(/"payload":"[^"]*"/, `"payload":"${base64({ ...STATEMENT, predicate: {} })}"`),
      'was changed after it was signed',
    ],
    ['another signature', () => text.replace(/"sig":"[^"]*"/, `"sig":"${base64('none')}"`), 'was changed after it was signed'],
    ['no entry of a log', () => withMaterial((material) => ({ ...material, tlogEntries: [] })), 'is in no log that is trusted'],
    [
      'a time of the log at which the certificate did not hold',
      () =>
        withMaterial((material) => ({
          ...material,
          tlogEntries: material.tlogEntries.map((entry) => ({ ...entry, integratedTime: '1' })),
        })),
      'has a certificate that no trusted authority gave, or that had ended when it was used',
    ],
    [
      'no certificate that can be read',
      () => withMaterial((material) => ({ ...material, certificate: { rawBytes: base64('none') } })),
      'cannot be checked',
    ],
    ['no bundle', () => '{}', 'holds no signed statement'],
  ])('is refused with %s', (_, change, why) => {
    expect(open(change())).toEqual({ kind: 'bad', why })
  })

  it('is of somebody else where a key has signed it', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = parseSigningKey(String(privateKey.export({ type: 'pkcs8', format: 'pem' })), '', 'key')
    const bytes = await createKeySigner(key).sign(STATEMENT)
    expect(opened.signer.verifier.open(bytes)).toEqual({ kind: 'foreign', why: 'is signed with a key, not by an identity' })
  })
})
