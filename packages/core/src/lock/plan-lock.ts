import { type BaseLock, type LockedBase } from './base-lock.js'

/** What a registry says of one base now. */
export type ResolvedBase =
  | { readonly kind: 'found'; readonly digest: string; readonly platforms: readonly string[] }
  | { readonly kind: 'missing' }

/** How one base stands to its lock. */
export type BaseChange =
  | { readonly kind: 'same'; readonly reference: string; readonly digest: string }
  | { readonly kind: 'unlocked'; readonly reference: string; readonly to: string }
  | { readonly kind: 'moved'; readonly reference: string; readonly from: string; readonly to: string }
  /** Locked, but no FROM or COPY --from names it any more. */
  | { readonly kind: 'unused'; readonly reference: string; readonly from: string }
  /** The registry has no such image. */
  | { readonly kind: 'missing'; readonly reference: string }

/** Compares a lock with what the registry has, in order of reference. */
export function planBaseChanges(lock: BaseLock, resolved: ReadonlyMap<string, ResolvedBase>): BaseChange[] {
  const wanted = [...resolved].map(([reference, base]): BaseChange => {
    if (base.kind === 'missing') return { kind: 'missing', reference }
    const locked = lock.bases[reference]
    if (!locked) return { kind: 'unlocked', reference, to: base.digest }
    if (locked.digest === base.digest) return { kind: 'same', reference, digest: base.digest }
    return { kind: 'moved', reference, from: locked.digest, to: base.digest }
  })
  const unused = Object.entries(lock.bases)
    .filter(([reference]) => !resolved.has(reference))
    .map(([reference, { digest }]): BaseChange => ({ kind: 'unused', reference, from: digest }))
  return [...wanted, ...unused].sort((a, b) => (a.reference < b.reference ? -1 : 1))
}

/** What a new lock is made with. */
export interface LockWish {
  /** Take what the registry has now also for bases that are locked already. */
  readonly move: boolean
  /** Raise the epoch, so that the key changes even when no base moved. */
  readonly refresh: boolean
  /** ISO 8601. */
  readonly now: string
}

/**
 * The lock after a look at the registry: locked bases stay as they are unless they are to move, new ones are added, unused ones
 * go. A base whose digest stays keeps its date, so that locking twice changes nothing.
 */
export function planBaseLock(lock: BaseLock, resolved: ReadonlyMap<string, ResolvedBase>, wish: LockWish): BaseLock {
  const bases: Record<string, LockedBase> = {}
  for (const [reference, base] of resolved) {
    const locked = lock.bases[reference]
    const stays = locked !== undefined && (!wish.move || base.kind === 'missing' || locked.digest === base.digest)
    if (stays) bases[reference] = locked
    else if (base.kind === 'found') bases[reference] = { digest: base.digest, platforms: [...base.platforms].sort(), resolved: wish.now }
  }
  return { epoch: lock.epoch + (wish.refresh ? 1 : 0), bases }
}
