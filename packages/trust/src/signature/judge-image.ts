import { type ContentKey, contentTag, isContentTag } from '@module-images/core'
import * as v from 'valibot'
import { PROVENANCE_TYPE } from '../statement/provenance.js'
import { readScanNote, type ScanNote } from '../scan/scan-statement.js'
import { isAbout, type Statement } from '../statement/statement.js'
import type { OpenedBundle, StatementVerifier } from './signer.js'

/** What a registry has of an image, and beside it. */
export interface SignedImageFacts {
  /** As asked for. */
  readonly reference: string
  readonly digest: string
  /** The tag of the reference, and the digest that it names now; undefined for a reference without tag, or where it names none. */
  readonly tag: { readonly name: string; readonly digest: string | undefined } | undefined
  /** Manifests and blobs that are not there. */
  readonly missing: readonly string[]
  /** Content key that the image's label says. */
  readonly keyLabel: string | undefined
  readonly bundles: readonly { readonly digest: string; readonly bytes: Uint8Array }[]
}

export type SignedProblemCode =
  | 'tag-moved'
  | 'image-incomplete'
  | 'not-signed'
  | 'foreign-signer'
  | 'bad-statement'
  | 'other-image'
  | 'provenance-missing'
  | 'contents-missing'
  | 'wrong-key-label'

interface Problem {
  readonly code: SignedProblemCode
  readonly message: string
}

/** What is known of an image after its signatures were checked. */
export interface SignedImage {
  readonly reference: string
  readonly digest: string
  readonly ok: boolean
  readonly problems: readonly Problem[]
  /** As the provenance says, which was signed by whom the verifier takes it from; null where there is none. */
  readonly provenance: Provenance | null
  /** Predicate types that are signed so for this digest. */
  readonly statements: readonly string[]
  /** Which scanners looked into the image: their lists are among the statements. */
  readonly scans: readonly ScanNote[]
  /** Identities of the certificates; none where a key has signed. */
  readonly signers: readonly string[]
}

const DIGESTS = v.optional(v.record(v.string(), v.string()), {})
const DEPENDENCY = v.looseObject({ name: v.optional(v.string()), uri: v.optional(v.string()), digest: DIGESTS })
const PROVENANCE = v.object({
  buildDefinition: v.object({
    externalParameters: v.object({ module: v.string() }),
    internalParameters: v.object({ contentKey: v.string() }),
    resolvedDependencies: v.array(DEPENDENCY),
  }),
  runDetails: v.object({
    builder: v.object({ id: v.string() }),
    metadata: v.optional(v.object({ invocationId: v.optional(v.string()) }), {}),
  }),
})

export interface Provenance {
  readonly module: string
  readonly key: string
  readonly commit: string | null
  readonly repository: string | null
  readonly builder: string
  readonly run: string | null
  /** Bases and files, each by name, with its sha256 where it has one. */
  readonly inputs: readonly { readonly name: string; readonly sha256: string | null }[]
}

/** Judges an image by what one key or identity has signed. Nothing that others say counts, and nothing is believed for being there. */
export function judgeImage(facts: SignedImageFacts, verifier: StatementVerifier): SignedImage {
  const { reference, digest, bundles } = facts
  const opened = bundles.map(({ bytes }) => verifier.open(bytes))
  const signed = opened.flatMap((one) => (one.kind === 'signed' && isAbout(one.statement, digest) ? [one] : []))
  const own = signed.map(({ statement }) => statement)
  const provenance = own.flatMap((statement) => readProvenance(statement))[0] ?? null
  const problems: Problem[] = []
  const problem = (code: SignedProblemCode, message: string) => void problems.push({ code, message })
  if (facts.tag !== undefined && facts.tag.digest !== digest) {
    problem('tag-moved', `The tag ${facts.tag.name} names ${facts.tag.digest ?? 'nothing'} now.`)
  }
  for (const part of facts.missing) problem('image-incomplete', `The registry does not have ${part}.`)
  if (own.length === 0) {
    for (const one of explainUnsigned(opened)) problems.push(one)
  } else {
    if (provenance === null) problem('provenance-missing', `No provenance of it is signed by ${verifier.name}.`)
    if (own.every(({ predicateType }) => predicateType === PROVENANCE_TYPE))
      problem('contents-missing', `No list of its contents is signed by ${verifier.name}.`)
  }
  if (provenance !== null && facts.missing.length === 0 && provenance.key !== facts.keyLabel) {
    problem('wrong-key-label', `Its label says the content key ${facts.keyLabel ?? 'none'}, and the provenance ${provenance.key}.`)
  }
  const tag = facts.tag?.name ?? ''
  if (isContentTag(tag) && provenance !== null && contentTag(provenance.key as ContentKey) !== tag) {
    problem('tag-moved', `The tag ${tag} is that of another content key than the provenance says.`)
  }
  const statements = [...new Set(own.map(({ predicateType }) => predicateType))].sort()
  const scans = own.flatMap((statement) => readScanNote(statement) ?? [])
  const signers = [...new Set(signed.flatMap(({ by }) => by ?? []))].sort()
  return { reference, digest, ok: problems.length === 0, problems, provenance, statements, scans, signers }
}

/** Whoever may write to the registry can put anything there, so what is beside good statements is no fault of the image. */
function explainUnsigned(opened: readonly OpenedBundle[]): Problem[] {
  const found = opened.map((one): Problem => {
    switch (one.kind) {
      case 'signed':
        return { code: 'other-image', message: 'What is beside the image was signed for another digest.' }
      case 'foreign':
        return { code: 'foreign-signer', message: `What is beside the image ${one.why}.` }
      case 'bad':
        return { code: 'bad-statement', message: `What is beside the image ${one.why}.` }
    }
  })
  const unique = new Map(found.map((one) => [one.message, one]))
  return unique.size > 0 ? [...unique.values()] : [{ code: 'not-signed', message: 'Nothing is beside the image that is signed.' }]
}

function readProvenance({ predicateType, predicate }: Statement): Provenance[] {
  const parsed = v.safeParse(PROVENANCE, predicate)
  if (predicateType !== PROVENANCE_TYPE || !parsed.success) return []
  const { buildDefinition, runDetails } = parsed.output
  const { externalParameters, internalParameters, resolvedDependencies } = buildDefinition
  const source = resolvedDependencies.find(({ digest }) => digest['gitCommit'] !== undefined)
  return [
    {
      module: externalParameters.module,
      key: internalParameters.contentKey,
      commit: source?.digest['gitCommit'] ?? null,
      repository: source?.uri?.replace(/^git\+/, '') ?? null,
      builder: runDetails.builder.id,
      run: runDetails.metadata.invocationId ?? null,
      inputs: resolvedDependencies.flatMap((one) =>
        one === source || one.name === undefined ? [] : [{ name: one.name, sha256: one.digest['sha256'] ?? null }],
      ),
    },
  ]
}
