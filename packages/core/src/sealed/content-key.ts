import { hash } from 'node:crypto'
import { compareBytes } from '../byte-order.js'
import type { ContentKey, SealedBase, SealedBuild, SealedInput } from './sealed-build.js'

export type { ContentKey }

/**
 * Raised when the meaning of a sealed build changes, so that every key changes with it.
 *
 * - 1 (0.1.0): the Dockerfile's and the ignore file's bytes.
 * - 2: the instructions without comments, the frontend, the epochs of the modules below; the engine gets what was hashed and nothing else.
 */
export const RECIPE_VERSION = 2

/** Label under which an image carries the content key it was built for. */
export const KEY_LABEL = 'io.github.module-images.key'

/** One labelled part of a key; `explain` compares these between two commits. */
export interface KeyPart {
  /** `dockerfile`, `input scripts/a.R`, `base debian:trixie-slim`, `argument NAME`, … */
  readonly name: string
  readonly value: string
}

/**
 * The parts a key is made of, sorted by name. File modes count as git records them, executable or not, since other bits
 * follow the umask of whoever checked out. Time, path, user, commit and listing order take no part.
 */
export function keyParts(sealed: SealedBuild): KeyPart[] {
  const parts: KeyPart[] = [
    { name: 'recipe', value: String(RECIPE_VERSION) },
    { name: 'dockerfile', value: sealed.instructions },
    { name: 'target', value: sealed.target ?? '' },
    { name: 'platforms', value: [...new Set(sealed.platforms)].sort(compareBytes).join(',') },
    { name: 'epoch', value: sealed.epochs.join(',') },
    ...sealed.inputs.map((input) => ({ name: `input ${input.path}`, value: inputValue(input) })),
    ...sealed.bases.map((base) => ({ name: `base ${base.reference}`, value: baseValue(base) })),
    ...named('argument', sealed.buildArgs),
    ...named('label', sealed.labels),
    ...named('attestation', attestations(sealed)),
  ]
  return parts.sort((a, b) => compareBytes(a.name, b.name) || compareBytes(a.value, b.value))
}

/** sha256 over the sealed build's parts as JSON, which keeps names and values apart whatever characters they hold. */
export function contentKey(sealed: SealedBuild): ContentKey {
  const text = JSON.stringify(keyParts(sealed).map(({ name, value }) => [name, value]))
  return hash('sha256', text) as ContentKey
}

/** The immutable name of a build in a registry: `key-` and the first 32 hex digits of its key. */
export function contentTag(key: ContentKey): string {
  return `key-${key.slice(0, 32)}`
}

/** Whether a tag has the form of a content tag, which never moves. */
export function isContentTag(tag: string): boolean {
  return /^key-[0-9a-f]{32}$/.test(tag)
}

function named(kind: string, values: Readonly<Record<string, string>>): KeyPart[] {
  return Object.entries(values).map(([name, value]) => ({ name: `${kind} ${name}`, value }))
}

/** Named only where asked for, so that keys without stay what they were. */
function attestations({ provenance, sbom }: SealedBuild): Record<string, string> {
  return { ...(provenance === undefined ? {} : { provenance }), ...(sbom === undefined ? {} : { sbom }) }
}

function inputValue(input: SealedInput): string {
  switch (input.kind) {
    case 'file':
      return `${input.executable ? '100755' : '100644'} ${input.sha256}`
    case 'symlink':
      return `120000 ${input.target}`
    case 'directory':
      return '040000'
  }
}

function baseValue(base: SealedBase): string {
  if ('digest' in base) return base.digest
  return 'key' in base ? `module ${base.key}` : 'unlocked'
}
