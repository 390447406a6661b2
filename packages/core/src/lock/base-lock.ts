import { z } from 'zod'
import { ModuleImagesError } from '../errors.js'

/** Name of the file beside a Dockerfile. */
export const BASE_LOCK_FILE = 'image-lock.json'

const lockedBaseSchema = z.strictObject({
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'is not a sha256 digest'),
  platforms: z.array(z.string()),
  /** When the digest was looked up, ISO 8601. */
  resolved: z.iso.datetime(),
})

const baseLockSchema = z.strictObject({
  lock: z.literal(1),
  epoch: z.int().min(0),
  bases: z.record(z.string(), lockedBaseSchema),
})

/** One outside base pinned. `platforms` are those its index has, `os/arch[/variant]`, sorted. */
export type LockedBase = Readonly<z.output<typeof lockedBaseSchema>>

/** The pinned bases of a module, by the text its Dockerfile has for them, and how often it was refreshed on purpose. */
export interface BaseLock {
  readonly epoch: number
  readonly bases: Readonly<Record<string, LockedBase>>
}

/** What stands for a lock that is not there. */
export const NO_BASE_LOCK: BaseLock = { epoch: 0, bases: {} }

/**
 * Reads the text of an `image-lock.json`.
 *
 * @throws ModuleImagesError `bad-base-lock` with the file
 */
export function parseBaseLock(text: string, file: string): BaseLock {
  const parsed = baseLockSchema.safeParse(parseJson(text, file))
  if (!parsed.success) throw badLock(z.prettifyError(parsed.error), file)
  return { epoch: parsed.data.epoch, bases: parsed.data.bases }
}

/** The file's text: bases in byte order, so that two people who lock the same get the same bytes. */
export function renderBaseLock({ epoch, bases }: BaseLock): string {
  const sorted = Object.entries(bases)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reference, { digest, platforms, resolved }]) => [reference, { digest, platforms, resolved }] as const)
  return `${JSON.stringify({ lock: 1, epoch, bases: Object.fromEntries(sorted) }, null, 2)}\n`
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badLock(cause instanceof Error ? cause.message : String(cause), file)
  }
}

function badLock(why: string, file: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-base-lock',
    kind: 'input',
    message: `Not a base lock:\n${why}`,
    place: { file },
    hint: 'Mend it from git, or delete it and run: npx module-images lock',
  })
}
