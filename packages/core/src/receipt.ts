import { z } from 'zod'

/** What became of one module in a run. */
export const OUTCOMES = ['built', 'present', 'pulled', 'pushed', 'promoted', 'failed', 'skipped'] as const

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)

/** `dist/images/<project>.json`. Read back for the table and by later commands, so it is checked like any other file. */
export const receiptSchema = z.object({
  receipt: z.literal(1),
  module: z.string(),
  /** Repository with host, without tag. */
  image: z.string(),
  key: z.string(),
  contentTag: z.string(),
  outcome: z.enum(OUTCOMES),
  /** Why it was or was not built. */
  reason: z.string(),
  /** Manifest or index digest, once known: the engine's own after a build, the registry's after a push. */
  digest: digest.optional(),
  platforms: z.array(z.string()),
  /** Bytes: compressed when told by a registry, unpacked when told by an engine. */
  size: z.object({ bytes: z.number(), of: z.enum(['registry', 'engine']) }).optional(),
  bases: z.array(z.object({ reference: z.string(), digest: digest.optional(), module: z.string().optional() })),
  /** Mutable tags that name this digest after the run. */
  tags: z.array(z.string()),
  /** Of this run, for this module. */
  seconds: z.number(),
})

/** @see receiptSchema */
export type Receipt = z.infer<typeof receiptSchema>

/** @see OUTCOMES */
export type Outcome = Receipt['outcome']
