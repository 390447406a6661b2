import { createIdentityVerifier, createKeyVerifier, type StatementVerifier, type TrustedIdentity } from '@module-images/trust'
import { readVerificationKey } from './read-keys.js'
import { PUBLIC_SIGSTORE, readTrustedRoot } from './sigstore.js'

/** Whose signatures are taken. Files are native, from the current folder. */
export type TrustedSigner =
  | { readonly kind: 'key'; readonly file: string }
  /** `trustedRoot`: undefined for the public one of sigstore. */
  | ({ readonly kind: 'identity'; readonly trustedRoot: string | undefined } & TrustedIdentity)

/** @throws ModuleImagesError `unreadable-file`, `bad-signing-key`, `bad-trusted-root`, `sigstore-unavailable` */
export async function openVerifier(by: TrustedSigner): Promise<StatementVerifier> {
  switch (by.kind) {
    case 'key':
      return createKeyVerifier(readVerificationKey(by.file))
    case 'identity':
      return createIdentityVerifier(
        by,
        by.trustedRoot === undefined ? await PUBLIC_SIGSTORE.readTrusted() : readTrustedRoot(by.trustedRoot),
      )
  }
}
