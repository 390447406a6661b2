import { ModuleImagesError, visibleLine } from '@module-images/core'
import { createJobTokenFetch, createTransport, readJobTokenService, Redactor } from '@module-images/registry'
import {
  createIdentityVerifier,
  renderBundle,
  renderStatement,
  STATEMENT_MEDIA_TYPE,
  type StatementSigner,
  type TrustedIdentity,
} from '@module-images/trust'
import * as v from 'valibot'
import { chooseSigstore, PUBLIC_SIGSTORE } from './sigstore.js'

/** Whom tokens for sigstore are for. https://docs.sigstore.dev/certificate_authority/oidc-in-fulcio/ */
const AUDIENCE = 'sigstore'
/** Milliseconds, and requests after the first: a log's answer may take seconds. */
const FETCH = { timeout: 30_000, retry: { retries: 3 } }
const CLAIMS = v.object({ iss: v.string(), job_workflow_ref: v.string(), repository_visibility: v.optional(v.string()) })

/**
 * Signs as this job of GitHub Actions: sigstore's authority gives a certificate that holds for minutes, to a key that nobody keeps, and sigstore's log says
 * in public when it was used.
 *
 * @throws ModuleImagesError `no-signing-identity`, `private-repository-not-signed`, `sigstore-unavailable`, `bad-trusted-root`, `bad-signing-config`
 */
export async function openIdentitySigner({
  env,
  signal,
}: {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}): Promise<{ readonly signer: StatementSigner; readonly identity: string }> {
  const service = readJobTokenService(env)
  if (service === undefined) throw noIdentity('GitHub gives this run no token that says which job it is.')
  const redactor = new Redactor()
  redactor.remember(service.key)
  const fetchToken = createJobTokenFetch(service, { transport: createTransport(env), signal })
  const getToken = async () => {
    const token = await fetchToken(AUDIENCE).catch((cause: unknown) => {
      throw noIdentity('the token service of GitHub Actions gave no token.', cause)
    })
    redactor.remember(token)
    return token.reveal()
  }
  const claims = readClaims(await getToken())
  const trusted = planIdentity(claims, env)
  const sigstore = chooseSigstore(env)
  if (sigstore === PUBLIC_SIGSTORE && claims.repository_visibility !== 'public') throw notPublic()
  const [material, signingConfig, { bundleBuilderFromSigningConfig }] = await Promise.all([
    sigstore.readTrusted(),
    sigstore.readSigningConfig(),
    import('@sigstore/sign'),
  ])
  const verifier = createIdentityVerifier(trusted, material)
  const options = { signingConfig, identityProvider: { getToken }, bundleType: 'dsseEnvelope', fetchOptions: FETCH } as const
  const sign: StatementSigner['sign'] = async (statement) => {
    const artifact = { data: renderStatement(statement), type: STATEMENT_MEDIA_TYPE }
    const bundle = await bundleBuilderFromSigningConfig(options)
      .create(artifact)
      .catch((thrown: unknown) => {
        throw notSigned(redactor.redact(thrown instanceof Error ? thrown.message : String(thrown)))
      })
    const bytes = renderBundle(bundle)
    // Whoever checks it will do the same: better now than when the image is used.
    const opened = verifier.open(bytes)
    if (opened.kind !== 'signed') throw notSigned(`What came back ${opened.why}.`)
    return bytes
  }
  return { signer: { verifier, sign }, identity: trusted.identity }
}

/** What sigstore's authority makes of a token of GitHub. https://github.com/sigstore/fulcio/blob/main/docs/oidc.md#github */
function planIdentity({ iss, job_workflow_ref: workflow }: v.InferOutput<typeof CLAIMS>, env: NodeJS.ProcessEnv): TrustedIdentity {
  return { identity: `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${workflow}`, issuer: iss }
}

/** Read, not checked: sigstore's authority checks it. */
function readClaims(token: string): v.InferOutput<typeof CLAIMS> {
  const [, claims = ''] = token.split('.')
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), CLAIMS), Buffer.from(claims, 'base64url').toString('utf8'))
  if (!parsed.success) throw noIdentity("GitHub's token does not say which workflow this job is of.")
  return parsed.output
}

function noIdentity(message: string, cause?: unknown): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-signing-identity',
    kind: 'environment',
    message: `Nothing can be signed without a key here: ${message}`,
    fix: 'Give the job the permission id-token: write, or sign with a key: --key cosign.key',
    ...(cause === undefined ? {} : { cause }),
  })
}

function notPublic(): ModuleImagesError {
  return new ModuleImagesError({
    code: 'private-repository-not-signed',
    kind: 'input',
    message: "This repository is not public, and sigstore's log would show its name to everyone for good.",
    fix: 'Sign with a key: "attestations": "key" among the options of workflows in nx.json. Or sign nothing: false.',
  })
}

function notSigned(why: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'not-signed-by-sigstore',
    kind: 'environment',
    message: `sigstore has signed nothing. ${visibleLine(why)}`,
    fix: 'Run it again. Look at https://status.sigstore.dev if it fails again.',
  })
}
