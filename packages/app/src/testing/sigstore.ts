import { createHash, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, rekorHandler } from '@sigstore/mock'

/** Who a job of GitHub Actions is, as its token says. */
export interface JobClaims {
  readonly iss: string
  /** `owner/repository/.github/workflows/file.yml@refs/heads/main` */
  readonly job_workflow_ref: string
  readonly repository_visibility?: string
}

/** A sigstore on 127.0.0.1: an authority and a log that sign for real, with keys of their own, and the token service of a job. */
export interface TestSigstore {
  /** Folder with its trusted root and its signing configuration, for `MODULE_IMAGES_SIGSTORE`. */
  readonly folder: string
  readonly trustedRoot: string
  /** Environment of a job that signs as `claims`. */
  jobEnv(claims: JobClaims): Record<string, string>
  /** Whether the log takes entries. */
  setLogDown(down: boolean): void
  stop(): Promise<void>
}

const JOB_KEY = 'key-of-the-job-that-nobody-may-see'
const CLAIMS = { sub: 'repo:lab/images:ref:refs/heads/main', aud: 'sigstore' }

export async function startTestSigstore(): Promise<TestSigstore> {
  const folder = mkdtempSync(join(tmpdir(), 'module-images-sigstore-'))
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [authorityKeys, ctKeys, logKeys] = ['P-384', 'P-256', 'P-256'].map((namedCurve) => generateKeyPairSync('ec', { namedCurve }))
  if (authorityKeys === undefined || ctKeys === undefined || logKeys === undefined) throw new Error('no keys')
  const ctLog = await initializeCTLog(ctKeys)
  const authority = await initializeCA(authorityKeys, ctLog)
  const log = await initializeTLog(url, logKeys)
  const handlers = [fulcioHandler(authority, { subjectClaim: 'identity' }), rekorHandler(log)]
  const state = { isLogDown: false }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    if (pathname === '/job-token') {
      const isJob = request.headers.authorization === `bearer ${JOB_KEY}` && searchParams.get('audience') === CLAIMS.aud
      response.writeHead(isJob ? 200 : 401).end(JSON.stringify({ value: searchParams.get('token') }))
      return
    }
    const handler = handlers.find(({ path }) => path === pathname)
    if (handler === undefined || (state.isLogDown && pathname.includes('/log/'))) {
      response.writeHead(handler === undefined ? 404 : 400).end('{"message":"no"}')
      return
    }
    const body = await readBody(request)
    const reply = await handler.fn(pathname.includes('/log/') ? renderLogged(body) : body)
    response.writeHead(reply.statusCode, { 'content-type': reply.contentType ?? 'text/plain' }).end(reply.response)
  }
  server.on('request', (request, response) => void answer(request, response))
  const trustedRoot = join(folder, 'trusted_root.json')
  const certificates = [{ rawBytes: Buffer.from(authority.rootCertificate.buffer).toString('base64') }]
  write(trustedRoot, {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [describeLog(url, log.publicKey)],
    certificateAuthorities: [
      { subject: { commonName: 'test', organization: 'test' }, uri: url, certChain: { certificates }, validFor: ALWAYS },
    ],
    ctlogs: [describeLog(url, ctLog.publicKey)],
  })
  const service = { url, majorApiVersion: 1, validFor: ALWAYS, operator: 'test' }
  write(join(folder, 'signing_config.v0.2.json'), {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service],
    rekorTlogUrls: [service],
    rekorTlogConfig: { selector: 'ANY' },
  })
  return {
    folder,
    trustedRoot,
    setLogDown: (down) => void (state.isLogDown = down),
    jobEnv: (claims) => ({
      MODULE_IMAGES_SIGSTORE: folder,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/job-token?token=${renderToken(claims)}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: JOB_KEY,
    }),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      rmSync(folder, { recursive: true })
    },
  }
}

const ALWAYS = { start: '2020-01-01T00:00:00Z' }

function describeLog(baseUrl: string, key: Buffer) {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: key.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: ALWAYS },
    logId: { keyId: createHash('sha256').update(key).digest('base64') },
  }
}

/** Not signed: the authority here takes any. `identity` is what that of sigstore puts into the certificate. */
function renderToken(claims: JobClaims): string {
  const identity = `https://github.com/${claims.job_workflow_ref}`
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ ...CLAIMS, ...claims, identity })}.none`
}

/** What sigstore's log keeps of a signed envelope that it is given. https://github.com/sigstore/rekor/blob/main/pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json */
function renderLogged(body: string): string {
  const proposed = JSON.parse(body) as { spec: { proposedContent: { envelope: string; verifiers: readonly string[] } } }
  const { envelope: text, verifiers } = proposed.spec.proposedContent
  const envelope = JSON.parse(text) as { payload: string; signatures: readonly { sig: string }[] }
  const hash = (bytes: string | Buffer) => ({ algorithm: 'sha256', value: createHash('sha256').update(bytes).digest('hex') })
  const spec = {
    envelopeHash: hash(text),
    payloadHash: hash(Buffer.from(envelope.payload, 'base64')),
    signatures: envelope.signatures.map(({ sig }) => ({ signature: sig, verifier: verifiers[0] })),
  }
  return JSON.stringify({ apiVersion: '0.0.1', kind: 'dsse', spec })
}

function write(file: string, value: object): void {
  writeFileSync(file, JSON.stringify(value))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
