import type { Base } from '../module.js'
import type { BaseLock } from './base-lock.js'
import { parseImageReference } from '../reference/image-reference.js'

/** Texts of the bases a lock is for: those of registries that the Dockerfile does not pin by a digest of its own. */
export function lockableBases(bases: readonly Base[]): string[] {
  const references = bases.filter((base) => base.kind === 'external').map((base) => base.reference)
  return references.filter((reference) => parseImageReference(reference).digest === undefined)
}

/** What to say of unlocked bases, for a table or a warning; undefined where there are none. */
export function renderUnlockedBases(module: string, bases: readonly Base[]): string | undefined {
  const unlocked = bases.filter((base) => base.kind === 'external' && base.digest === undefined).map(({ reference }) => reference)
  if (unlocked.length === 0) return undefined
  const [names, are, tags] = [
    unlocked.join(', '),
    unlocked.length === 1 ? 'is' : 'are',
    unlocked.length === 1 ? 'its tag names' : 'their tags name',
  ]
  return `${names} ${are} not locked: a build takes what ${tags} at that moment (to lock: npx --no module-images lock ${module})`
}

/**
 * What to say of a build that ran steps its bases left by ONBUILD: only a lock knows those of an outside base before a build, and with them
 * that its context is read.
 *
 * @returns nothing where every outside base is locked
 */
export function renderUnknownTriggers(module: string, bases: readonly Base[], lock: BaseLock): string | undefined {
  const unknown = bases.find((base) => base.kind === 'external' && !lock.bases.has(base.reference))
  if (unknown === undefined) return undefined
  const command = `npx --no module-images lock ${module}`
  const what = 'its base leaves ONBUILD steps, and what they read is not among the inputs'
  return lockableBases([unknown]).length > 0
    ? `${what} until it is locked (to lock: ${command})`
    : `${what}, since the Dockerfile pins it by digest (name a tag there, and lock that: ${command})`
}
