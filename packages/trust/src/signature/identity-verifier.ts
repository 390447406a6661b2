import { ModuleImagesError } from '@module-images/core'
import { isBundleWithPublicKey } from '@sigstore/bundle'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, type TrustMaterial, VerificationError, Verifier } from '@sigstore/verify'
import { parseBundle, readStatement } from './bundle.js'
import type { StatementVerifier } from './signer.js'

/** Who may have signed. */
export interface TrustedIdentity {
  /** The whole identity in the certificate, in which `*` stands for any text: the address of a workflow file at a revision, say. */
  readonly identity: string
  /** Who has vouched for that identity. */
  readonly issuer: string
}

/**
 * Reads whom sigstore trusts: its authorities and logs.
 *
 * @param file as errors call it
 * @throws ModuleImagesError `bad-trusted-root`
 */
export function parseTrustedRoot(text: string, file: string): TrustMaterial {
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(text))
    if (root.certificateAuthorities.length > 0 && root.tlogs.length > 0) return toTrustMaterial(root)
  } catch {
    // The same is wrong with it: it is another file.
  }
  throw new ModuleImagesError({
    code: 'bad-trusted-root',
    kind: 'input',
    message: `${file} is no trusted root of sigstore.`,
    fix: 'Write one with: cosign trusted-root create. Without a file, the public one of sigstore is used.',
  })
}

/** Takes what an identity has signed: by a certificate of a trusted authority, and in a trusted log, at a time when the certificate held. */
export function createIdentityVerifier({ identity, issuer }: TrustedIdentity, trusted: TrustMaterial): StatementVerifier {
  const verifier = new Verifier(trusted)
  const matches = createMatch(identity)
  return {
    name: 'this identity',
    open: (bytes) => {
      const parsed = parseBundle(bytes)
      if (parsed.kind === 'bad') return parsed
      const { bundle } = parsed
      if (isBundleWithPublicKey(bundle)) return { kind: 'foreign', why: 'is signed with a key, not by an identity' }

      try {
        const { identity: signer } = verifier.verify(toSignedEntity(bundle))
        const [by = 'nobody', from = 'nobody'] = [signer?.subjectAlternativeName, signer?.extensions?.issuer]
        if (!matches(by)) return { kind: 'foreign', why: `is signed by ${by}` }
        if (from !== issuer) return { kind: 'foreign', why: `is signed by ${by}, for whom ${from} has vouched` }
        const statement = readStatement(bundle)
        if (statement === undefined) return { kind: 'bad', why: 'is signed by this identity, and holds no statement that can be read' }
        return { kind: 'signed', statement, by }
      } catch (error) {
        return { kind: 'bad', why: explainFailure(error) }
      }
    },
  }
}

/** Nothing but `*` has a meaning, and all of the text has to match: an expression that matches anywhere is soon one that matches too much. */
function createMatch(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const expression = new RegExp(`^${parts.join('.*')}$`, 's')
  return (text) => expression.test(text)
}

/** What a bundle holds is anybody's, so whatever its check throws makes it a bad one. */
function explainFailure(error: unknown): string {
  switch (error instanceof VerificationError ? error.code : undefined) {
    case 'SIGNATURE_ERROR':
    case 'TLOG_BODY_ERROR':
      return 'was changed after it was signed'
    case 'CERTIFICATE_ERROR':
      return 'has a certificate that no trusted authority gave, or that had ended when it was used'
    case 'TIMESTAMP_ERROR':
    case 'TLOG_ERROR':
    case 'TLOG_INCLUSION_PROOF_ERROR':
    case 'TLOG_INCLUSION_PROMISE_ERROR':
    case 'TLOG_MISSING_INCLUSION_ERROR':
      return 'is in no log that is trusted'
    default:
      return 'cannot be checked'
  }
}
