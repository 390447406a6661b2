import { isBundleWithPublicKey, toDSSEBundle } from '@sigstore/bundle'
import { crypto, dsse } from '@sigstore/core'
import { STATEMENT_MEDIA_TYPE } from '../statement/statement.js'
import { parseBundle, readStatement, renderBundle, renderStatement } from './bundle.js'
import type { StatementSigner, StatementVerifier } from './signer.js'
import type { SigningKey, VerificationKey } from './signing-key.js'

/** Signs with a key. Nobody else learns of it. */
export function createKeySigner(key: SigningKey): StatementSigner {
  return {
    verifier: createKeyVerifier(key),
    sign: async (statement) => {
      const artifact = renderStatement(statement)
      const signature = key.sign(dsse.preAuthEncoding(STATEMENT_MEDIA_TYPE, artifact))
      const bundle = toDSSEBundle({ artifact, artifactType: STATEMENT_MEDIA_TYPE, signature, keyHint: key.hint })
      // cosign takes only signatures of its own name for the key, or of none.
      for (const one of bundle.content.dsseEnvelope.signatures) one.keyid = ''
      return renderBundle(bundle)
    },
  }
}

/** Takes what one key has signed. */
export function createKeyVerifier(key: VerificationKey): StatementVerifier {
  return {
    name: 'this key',
    open: (bytes) => {
      const parsed = parseBundle(bytes)
      if (parsed.kind === 'bad') return parsed
      const { bundle, signature } = parsed
      const { payload, payloadType } = bundle.content.dsseEnvelope
      if (!crypto.verify(dsse.preAuthEncoding(payloadType, payload), key.publicKey, signature, 'sha256')) {
        const hint = isBundleWithPublicKey(bundle) ? bundle.verificationMaterial.content.publicKey.hint : undefined
        if (hint === key.hint) return { kind: 'bad', why: 'was changed after it was signed' }
        return { kind: 'foreign', why: hint === undefined ? 'is not signed with this key' : 'is signed with another key' }
      }
      const statement = readStatement(bundle)
      if (statement === undefined) return { kind: 'bad', why: 'is signed with this key, and holds no statement that can be read' }
      return { kind: 'signed', statement, by: null }
    },
  }
}
