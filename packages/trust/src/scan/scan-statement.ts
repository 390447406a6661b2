import * as v from 'valibot'
import { spdx } from '../sbom/spdx-format.js'
import { planStatement, type Statement, STATEMENT_TYPE, type SubjectImage } from '../statement/statement.js'

/** Which scanner looked into which image of an index. */
export interface ScanNote {
  /** Reference by digest. */
  readonly scanner: string
  /** `os/arch[/variant]` */
  readonly platform: string
}

const NOTE = v.object({ scanner: v.string(), platform: v.string() })

/** What a scanner writes. What it is about is not for the scanner to say. */
const WRITTEN = v.object({
  _type: v.picklist([STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1']),
  predicateType: v.literal(spdx.predicateType),
  subject: v.nullish(v.pipe(v.array(v.unknown()), v.maxLength(0, 'names what it is about'))),
  predicate: v.looseObject({
    spdxVersion: v.pipe(v.string(), v.regex(/^SPDX-2\.\d+$/)),
    SPDXID: v.literal('SPDXRef-DOCUMENT'),
    name: v.string(),
    packages: v.optional(v.array(v.looseObject({ SPDXID: v.string(), name: v.string() }))),
  }),
})

export type ParsedScan =
  | { readonly kind: 'found'; readonly document: object }
  /** `why` ends a sentence that begins with the file; it may quote the file. */
  | { readonly kind: 'bad'; readonly why: string }

/** The SPDX document in a file of a scanner. @param bytes UTF-8, of bounded size */
export function parseScan(bytes: Uint8Array): ParsedScan {
  const parsed = v.safeParse(WRITTEN, readJson(bytes))
  if (parsed.success) return { kind: 'found', document: parsed.output.predicate }
  const [issue] = parsed.issues
  const place = v.getDotPath(issue)
  return { kind: 'bad', why: `is no statement of in-toto with SPDX 2 alone: ${place === null ? '' : `${place}: `}${issue.message}` }
}

/** What a scanner found, as a statement about the image. The document stays as the scanner wrote it; the annotations say which one that was. */
export function planScanStatement(
  image: Pick<SubjectImage, 'image' | 'digest'>,
  { scanner, platform }: ScanNote,
  document: object,
): Statement {
  return planStatement({ ...image, annotations: { scanner, platform } }, spdx.predicateType, document)
}

/** Undefined for what is no scanner's. */
export function readScanNote({ subject, predicateType }: Statement): ScanNote | undefined {
  const parsed = v.safeParse(NOTE, subject[0]?.annotations)
  return predicateType === spdx.predicateType && parsed.success ? parsed.output : undefined
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
