import type { Builder, StatementSigner } from '@module-images/trust'
import { createKeySigner } from '@module-images/trust'
import { openIdentitySigner } from './identity-signer.js'
import { planBuilder } from './plan-builder.js'
import { readSigningKey } from './read-keys.js'
import type { SigningMethod } from '../session/signing-method.js'

/** What signs, and who the statements say it was. */
export interface OpenedSigner {
  readonly signer: StatementSigner
  readonly builder: Builder
}

/**
 * Reads the key, or asks GitHub who this job is.
 *
 * @throws ModuleImagesError `unreadable-file`, `missing-signing-key`, `bad-signing-key`, `wrong-signing-password`, `no-signing-identity`,
 * `sigstore-unavailable`, `bad-trusted-root`
 */
export async function openSigner(
  method: SigningMethod,
  { env, signal }: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<OpenedSigner> {
  const builder = planBuilder(env)
  switch (method.kind) {
    case 'key':
      return { signer: createKeySigner(readSigningKey(method.from, env)), builder }
    case 'keyless': {
      const { signer, identity } = await openIdentitySigner({ env, signal })
      // The very text that the certificate says.
      return { signer, builder: { ...builder, id: identity } }
    }
  }
}
