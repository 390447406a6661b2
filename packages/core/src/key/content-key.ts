import { hash } from 'node:crypto'
import { compareBytes } from '../byte-order.js'

/** 64 lower-case hex digits. */
export type ContentKey = string & { readonly __brand: 'ContentKey' }

/** Bumped when the meaning of a recipe changes, so that every key changes with it. */
export const RECIPE_VERSION = 1

/** Label under which an image carries the content key it was built for. */
export const KEY_LABEL = 'io.github.module-images.key'

/** One build input with what the engine would copy of it. */
export type KeyedInput =
  | { readonly kind: 'file'; readonly path: string; readonly executable: boolean; readonly sha256: string }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  | { readonly kind: 'directory'; readonly path: string }

/** What a base contributes: its digest, its module's own key, or, unlocked, only its name. */
export type KeyedBase =
  | { readonly reference: string; readonly digest: string }
  | { readonly reference: string; readonly key: ContentKey }
  | { readonly reference: string; readonly unlocked: true }

/** Everything that decides what an image holds. Order of lists and of object keys does not matter. */
export interface BuildRecipe {
  /** sha256 of the Dockerfile's bytes, hex. */
  readonly dockerfile: string
  readonly inputs: readonly KeyedInput[]
  readonly bases: readonly KeyedBase[]
  readonly buildArgs: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly target?: string | undefined
  readonly platforms: readonly string[]
  /** Attestations are manifests of the index: with and without is not the same image. */
  readonly provenance?: string | undefined
  readonly sbom?: string | undefined
  /** The base lock's refresh epoch; 0 without a lock. */
  readonly epoch: number
}

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
export function keyParts(recipe: BuildRecipe): KeyPart[] {
  const parts: KeyPart[] = [
    { name: 'recipe', value: String(RECIPE_VERSION) },
    { name: 'dockerfile', value: recipe.dockerfile },
    { name: 'target', value: recipe.target ?? '' },
    { name: 'platforms', value: [...new Set(recipe.platforms)].sort(compareBytes).join(',') },
    { name: 'epoch', value: String(recipe.epoch) },
    ...recipe.inputs.map((input) => ({ name: `input ${input.path}`, value: inputValue(input) })),
    ...recipe.bases.map((base) => ({ name: `base ${base.reference}`, value: baseValue(base) })),
    ...named('argument', recipe.buildArgs),
    ...named('label', recipe.labels),
    ...named('attestation', attestations(recipe)),
  ]
  return parts.sort((a, b) => compareBytes(a.name, b.name) || compareBytes(a.value, b.value))
}

/** sha256 over the recipe's parts as JSON, which keeps names and values apart whatever characters they hold. */
export function contentKey(recipe: BuildRecipe): ContentKey {
  const text = JSON.stringify(keyParts(recipe).map(({ name, value }) => [name, value]))
  return hash('sha256', text) as ContentKey
}

/** The immutable name of a build in a registry: `key-` and the first 32 hex digits of its key. */
export function contentTag(key: ContentKey): string {
  return `key-${key.slice(0, 32)}`
}

function named(kind: string, values: Readonly<Record<string, string>>): KeyPart[] {
  return Object.entries(values).map(([name, value]) => ({ name: `${kind} ${name}`, value }))
}

/** Named only where asked for, so that keys without stay what they were. */
function attestations({ provenance, sbom }: BuildRecipe): Record<string, string> {
  return { ...(provenance === undefined ? {} : { provenance }), ...(sbom === undefined ? {} : { sbom }) }
}

function inputValue(input: KeyedInput): string {
  switch (input.kind) {
    case 'file':
      return `${input.executable ? '100755' : '100644'} ${input.sha256}`
    case 'symlink':
      return `120000 ${input.target}`
    case 'directory':
      return '040000'
  }
}

function baseValue(base: KeyedBase): string {
  if ('digest' in base) return base.digest
  return 'key' in base ? `module ${base.key}` : 'unlocked'
}

/** Whether a tag has the form of a content tag, which never moves. */
export function isContentTag(tag: string): boolean {
  return /^key-[0-9a-f]{32}$/.test(tag)
}
