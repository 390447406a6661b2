/** What a signature is put under. https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export interface Statement {
  readonly _type: typeof STATEMENT_TYPE
  readonly subject: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[]
  readonly predicateType: string
  readonly predicate: object
}

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
/** Of the payload of an envelope. https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json'

/** @param image repository with host, without tag; digest `sha256:…` */
export function planStatement(
  { image, digest }: { readonly image: string; readonly digest: string },
  predicateType: string,
  predicate: object,
): Statement {
  const [algorithm = '', hex = ''] = digest.split(':', 2)
  return { _type: STATEMENT_TYPE, subject: [{ name: image, digest: { [algorithm]: hex } }], predicateType, predicate }
}

/** Whether a statement is about this digest: one that was signed for another may lie beside it. @param digest `sha256:…` */
export function isAbout({ subject }: Statement, digest: string): boolean {
  const [algorithm = '', hex = ''] = digest.split(':', 2)
  return subject.some((one) => one.digest[algorithm] === hex)
}
