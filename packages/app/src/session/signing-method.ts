/** What is signed with. */
export type SigningMethod =
  /** The identity of this job of GitHub Actions, by way of sigstore. */
  | { readonly kind: 'keyless' }
  /** A private key; `from` is a file, native, or `env://NAME`, as for cosign. */
  | { readonly kind: 'key'; readonly from: string }

/** `keyless`, a file, or `env://NAME`. */
export function parseSigningMethod(text: string): SigningMethod {
  return text === 'keyless' ? { kind: 'keyless' } : { kind: 'key', from: text }
}
