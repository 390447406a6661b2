import * as v from 'valibot'
import { ModuleImagesError } from '../errors.js'
import { checkFormat, type FileFormat } from '../file-format.js'
import { notAList, renderIssues } from '../schema.js'
import { isDigest } from '../reference/image-reference.js'

/** Name of the file beside a Dockerfile. */
export const BASE_LOCK_FILE = 'image-lock.json'

const lockedBaseSchema = v.strictObject({
  digest: v.pipe(v.string(), v.check(isDigest, 'is not a sha256 digest')),
  platforms: v.array(v.string()),
  resolved: v.pipe(v.string(), v.isoTimestamp()),
  onbuild: v.optional(v.array(v.string())),
})

const baseLockSchema = notAList(
  v.strictObject({
    lock: v.literal(1),
    epoch: v.pipe(v.number(), v.integer(), v.minValue(0)),
    bases: v.record(v.string(), lockedBaseSchema),
  }),
)

/** `image-lock.json` */
export const baseLockFormat = {
  name: 'base lock',
  field: 'lock',
  version: 1,
  schema: baseLockSchema,
} as const satisfies FileFormat

/** One outside base pinned. */
export interface LockedBase {
  /** Of the manifest or index the reference named: `sha256:` and 64 hex digits. */
  readonly digest: string
  /** What the image is there for, `os/arch[/variant]`, sorted; none where the registry does not say. */
  readonly platforms: readonly string[]
  /** When the digest was looked up, ISO 8601. */
  readonly resolved: string
  /** Its ONBUILD triggers, where it has any: a build that starts from it runs them, and they may read that build's context. */
  readonly onbuild?: readonly string[] | undefined
}

/** The pinned bases of a module, and how often it was refreshed on purpose. */
export interface BaseLock {
  readonly epoch: number
  /** By the text the Dockerfile has for them once variables are put in: `debian:trixie-slim`. */
  readonly bases: ReadonlyMap<string, LockedBase>
}

/** What stands for a lock that is not there. */
export const NO_BASE_LOCK: BaseLock = { epoch: 0, bases: new Map() }

/**
 * Reads the text of an `image-lock.json`.
 *
 * @throws ModuleImagesError `bad-base-lock`, `newer-format`, with the file
 */
export function parseBaseLock(text: string, file: string): BaseLock {
  const parsed = checkFormat(parseJson(text, file), baseLockFormat, file)
  if (!parsed.success) throw badLock(renderIssues(parsed.issues), file)
  return { epoch: parsed.output.epoch, bases: new Map(Object.entries(parsed.output.bases)) }
}

/** The file's text: bases in order of reference, a platform list on one line, so that a change shows as one line of a diff. */
export function renderBaseLock({ epoch, bases }: BaseLock): string {
  const entries = [...bases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reference, base]) => renderEntry(reference, base))
  const body = entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n  }`
  return `{\n  "lock": ${baseLockFormat.version},\n  "epoch": ${epoch},\n  "bases": ${body}\n}\n`
}

function renderEntry(reference: string, { digest, platforms, resolved, onbuild }: LockedBase): string {
  const list = (texts: readonly string[]) => `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`
  const lines = [`"digest": ${JSON.stringify(digest)}`, `"platforms": ${list(platforms)}`, `"resolved": ${JSON.stringify(resolved)}`]
  if (onbuild) lines.push(`"onbuild": ${list(onbuild)}`)
  return `    ${JSON.stringify(reference)}: {\n${lines.map((line) => `      ${line}`).join(',\n')}\n    }`
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
    message: `Not a base lock: ${why}`,
    place: { file },
    fix: 'Restore it from git, or delete it and run: npx --no module-images lock',
  })
}
