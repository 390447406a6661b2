import { ModuleImagesError } from '../errors.js'
import { parseImageReference, renderImageReference, withDefaultTag } from '../reference/image-reference.js'
import type { BaseLock, LockedBase } from './base-lock.js'

/** What a registry says of one base now. */
export type ResolvedBase = ({ readonly kind: 'found' } & FoundBase) | { readonly kind: 'missing' }

/** An image as a registry has it: digest of manifest or index, the rest as in {@link LockedBase}. */
export type FoundBase = Pick<LockedBase, 'digest' | 'platforms' | 'onbuild'>

/** How one base stands to its module's lock. */
export type BaseChange =
  /** Locked, and to stay as it is. */
  | { readonly kind: 'same'; readonly reference: string; readonly locked: LockedBase }
  | { readonly kind: 'unlocked'; readonly reference: string; readonly found: FoundBase }
  | { readonly kind: 'moved'; readonly reference: string; readonly locked: LockedBase; readonly found: FoundBase }
  /** Locked, but no FROM, COPY --from or mount names it any more. */
  | { readonly kind: 'unused'; readonly reference: string; readonly locked: LockedBase }
  /** The registry has no such image. */
  | { readonly kind: 'missing'; readonly reference: string; readonly locked: LockedBase | undefined }

/**
 * Which bases a registry has to be asked for so that missing ones can be locked: those that are not, under this name or another
 * for the same image.
 */
export function planBaseLookups(lock: BaseLock, wanted: readonly string[]): string[] {
  return wanted.filter((reference) => !lock.bases.has(reference) && findSibling(lock, reference) === undefined)
}

/**
 * Compares a module's lock with what it wants and with what registries have. A locked base nobody asked for is `same`.
 *
 * @param wanted the module's outside bases, as texts of its Dockerfile
 * @param resolved answers by the same texts; one for each of {@link planBaseLookups} at least
 * @returns wanted and unused ones, in order of reference
 */
export function planBaseChanges(lock: BaseLock, wanted: readonly string[], resolved: ReadonlyMap<string, ResolvedBase>): BaseChange[] {
  const texts = new Set(wanted)
  const unused = [...lock.bases].filter(([reference]) => !texts.has(reference))
  return [
    ...[...texts].map((reference) => compareBase(lock, reference, resolved.get(reference))),
    ...unused.map(([reference, locked]): BaseChange => ({ kind: 'unused', reference, locked })),
  ].sort((a, b) => (a.reference < b.reference ? -1 : 1))
}

function compareBase(lock: BaseLock, reference: string, resolved: ResolvedBase | undefined): BaseChange {
  const locked = lock.bases.get(reference)
  if (resolved?.kind === 'missing') return { kind: 'missing', reference, locked }
  if (locked) {
    if (resolved === undefined || resolved.digest === locked.digest) return { kind: 'same', reference, locked }
    return { kind: 'moved', reference, locked, found: resolved }
  }
  const found = resolved ?? findSibling(lock, reference)
  if (found) return { kind: 'unlocked', reference, found }
  throw new ModuleImagesError({ code: 'base-not-asked-for', kind: 'internal', message: `No registry was asked for ${reference}.` })
}

/** `debian` and `docker.io/library/debian:latest` are one image, and to a build one named context: they get one digest. */
function findSibling(lock: BaseLock, reference: string): LockedBase | undefined {
  const name = fullName(reference)
  return [...lock.bases].find(([text]) => fullName(text) === name)?.[1]
}

/** A key of a lock need not be a reference: somebody may have edited it. */
function fullName(text: string): string | undefined {
  try {
    return renderImageReference(withDefaultTag(parseImageReference(text)))
  } catch {
    return undefined
  }
}

/** What a new lock is made with. */
export interface BaseLockOptions {
  /** Raise the epoch, so that the key changes even where no base moved. */
  readonly raiseEpoch: boolean
  /** ISO 8601. */
  readonly now: string
}

/**
 * The lock once these changes are made. A base whose digest stays keeps its date, so that locking twice changes nothing.
 *
 * @param changes of {@link planBaseChanges}; a missing base stays as it was locked
 */
export function planBaseLock(lock: BaseLock, changes: readonly BaseChange[], { raiseEpoch, now }: BaseLockOptions): BaseLock {
  const bases = new Map<string, LockedBase>()
  for (const change of changes) {
    const base = lockedAfter(change, now)
    if (base) bases.set(change.reference, base)
  }
  return { epoch: lock.epoch + (raiseEpoch ? 1 : 0), bases }
}

function lockBase({ digest, platforms, onbuild }: FoundBase, now: string): LockedBase {
  return { digest, platforms: [...platforms].sort(), resolved: now, ...(onbuild ? { onbuild } : {}) }
}

function lockedAfter(change: BaseChange, now: string): LockedBase | undefined {
  switch (change.kind) {
    case 'same':
    case 'missing':
      return change.locked
    case 'unlocked':
    case 'moved':
      return lockBase(change.found, now)
    case 'unused':
      return undefined
  }
}
