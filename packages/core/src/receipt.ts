import * as v from 'valibot'
import type { FileFormat } from './file-format.js'

/** What became of one module in a run. */
export const RECEIPT_OUTCOMES = ['built', 'present', 'pulled', 'pushed', 'promoted', 'failed', 'skipped'] as const

const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/))

/** `dist/images/<project>.json`. Read back for the table and by later commands, so it is checked like any other file. */
const receiptSchema = v.object({
  receipt: v.literal(1),
  module: v.string(),
  /** Repository with host, without tag. */
  image: v.string(),
  key: v.string(),
  contentTag: v.string(),
  outcome: v.picklist(RECEIPT_OUTCOMES),
  /** Why it was or was not built. */
  reason: v.string(),
  /** Manifest or index digest, once known: the engine's own after a build, the registry's after a push. */
  digest: v.optional(digest),
  platforms: v.array(v.string()),
  /** Bytes: what a registry sends, compressed; or what an engine says that its store holds, which with containerd's is compressed too. */
  size: v.optional(v.object({ bytes: v.number(), of: v.picklist(['registry', 'engine']) })),
  bases: v.array(v.object({ reference: v.string(), digest: v.optional(digest), module: v.optional(v.string()) })),
  /** Mutable tags that name this digest after the run. */
  tags: v.array(v.string()),
  /** Of this run, for this module. */
  seconds: v.number(),
})

/** @see receiptSchema */
export type Receipt = v.InferOutput<typeof receiptSchema>

/** `dist/images/<project>.json` */
export const receiptFormat = { name: 'receipt', field: 'receipt', version: 1, schema: receiptSchema } as const satisfies FileFormat
