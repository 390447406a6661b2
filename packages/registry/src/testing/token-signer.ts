import { spawn } from 'node:child_process'
import { createSign, randomUUID, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface GrantedAccess {
  readonly type: 'repository'
  readonly name: string
  readonly actions: readonly string[]
}

/** Signs bearer tokens that docker-registry verifies by its `rootcertbundle`. */
export interface TokenSigner {
  readonly issuer: string
  readonly service: string
  /** PEM file for `rootcertbundle`. */
  readonly certificateFile: string
  sign(access: readonly GrantedAccess[], lifeMs: number): string
  remove(): Promise<void>
}

/** A key and a certificate of its own, made by openssl. Form: https://distribution.github.io/distribution/spec/auth/jwt/ */
export async function createTokenSigner(service: string): Promise<TokenSigner> {
  const folder = await mkdtemp(join(tmpdir(), 'module-images-signer-'))
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  await makeCertificate(keyFile, certificateFile)
  const key = await readFile(keyFile, 'utf8')
  const x5c = [new X509Certificate(await readFile(certificateFile)).raw.toString('base64')]
  const issuer = 'module-images-test'
  return {
    issuer,
    service,
    certificateFile,
    sign: (access, lifeMs) => {
      const now = Math.floor(Date.now() / 1000)
      const times = { iat: now, nbf: now - 10, exp: now + Math.ceil(lifeMs / 1000) }
      const claims = { iss: issuer, sub: 'AWS', aud: service, jti: randomUUID(), access, ...times }
      const signed = [{ typ: 'JWT', alg: 'RS256', x5c }, claims].map(encode).join('.')
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function makeCertificate(keyFile: string, certificateFile: string): Promise<void> {
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=module-images test']
  const child = spawn('openssl', [...args, '-keyout', keyFile, '-out', certificateFile], { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`These tests need openssl to make a certificate: ${words}`)
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
