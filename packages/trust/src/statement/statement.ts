/** What a signature is put under. https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export interface Statement {
  readonly _type: typeof STATEMENT_TYPE
  readonly subject: readonly StatementSubject[]
  readonly predicateType: string
  readonly predicate: object
}

/** https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md */
export interface StatementSubject {
  readonly name: string
  readonly digest: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, unknown>> | undefined
}

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
/** Of the payload of an envelope. https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json'

/** What a statement is about. */
export interface SubjectImage {
  /** Repository with host, without tag. */
  readonly image: string
  /** `sha256:…` */
  readonly digest: string
  readonly annotations?: Readonly<Record<string, string>>
}

export function planStatement({ image, digest, annotations }: SubjectImage, predicateType: string, predicate: object): Statement {
  const [algorithm = '', hex = ''] = digest.split(':', 2)
  const subject = { name: image, digest: { [algorithm]: hex }, ...(annotations === undefined ? {} : { annotations }) }
  return { _type: STATEMENT_TYPE, subject: [subject], predicateType, predicate }
}

/** Whether a statement is about this digest: one that was signed for another may lie beside it. @param digest `sha256:…` */
export function isAbout({ subject }: Statement, digest: string): boolean {
  const [algorithm = '', hex = ''] = digest.split(':', 2)
  return subject.some((one) => one.digest[algorithm] === hex)
}
