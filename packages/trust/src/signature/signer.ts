import type { Statement } from '../statement/statement.js'

/** What a bundle is worth. `why` ends a sentence that begins with its name. */
export type OpenedBundle =
  /** `by`: the identity in its certificate; null for a key. */
  | { readonly kind: 'signed'; readonly statement: Statement; readonly by: string | null }
  /** Signed, but by somebody else. */
  | { readonly kind: 'foreign'; readonly why: string }
  | { readonly kind: 'bad'; readonly why: string }

/** Whom signatures are taken from: one key, or the identities that match. */
export interface StatementVerifier {
  /** As messages call it: `this key`. */
  readonly name: string
  /** Checks the signature of a bundle, and reads what it is under. */
  open(bytes: Uint8Array): OpenedBundle
}

/** What statements are signed with. */
export interface StatementSigner {
  /** Knows what this one has signed before. */
  readonly verifier: StatementVerifier
  /** A statement in an envelope, signed, with what tells the signer: what cosign keeps as a file. @returns UTF-8 */
  sign(statement: Statement): Promise<Uint8Array<ArrayBuffer>>
}
