import { keyParts } from '../sealed/content-key.js'
import type { SealedBuild } from '../sealed/sealed-build.js'

/** A part of a key that is not the same at two times. Values are those the key is made of. */
export type KeyChange =
  | { readonly kind: 'added'; readonly part: string; readonly now: string }
  | { readonly kind: 'removed'; readonly part: string; readonly before: string }
  | { readonly kind: 'changed'; readonly part: string; readonly before: string; readonly now: string }

/** Compares what two keys are made of, in order of part: `dockerfile`, `input scripts/a.R`, `base debian:trixie-slim`, … */
export function planKeyChanges(before: SealedBuild, now: SealedBuild): KeyChange[] {
  const [old, current] = [valuesOf(before), valuesOf(now)]
  const changes = [...new Set([...old.keys(), ...current.keys()])].flatMap((part): KeyChange[] => {
    const [was, is] = [old.get(part), current.get(part)]
    if (was === is) return []
    if (was === undefined) return is === undefined ? [] : [{ kind: 'added', part, now: is }]
    return is === undefined ? [{ kind: 'removed', part, before: was }] : [{ kind: 'changed', part, before: was, now: is }]
  })
  return changes.sort((a, b) => (a.part < b.part ? -1 : 1))
}

function valuesOf(sealed: SealedBuild): Map<string, string> {
  return new Map(keyParts(sealed).map(({ name, value }) => [name, value]))
}
