/** sha256 of a sealed build: 64 lower-case hex digits. */
export type ContentKey = string & { readonly __brand: 'ContentKey' }

/** One file, link or folder of a build's context, with what the engine copies of it. */
export type SealedInput =
  /** `executable` is mode 0755, else 0644; `sha256` is of its bytes, hex. */
  | { readonly kind: 'file'; readonly path: string; readonly executable: boolean; readonly sha256: string }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  | { readonly kind: 'directory'; readonly path: string }

/** What a base contributes: its digest, its module's own key, or, unlocked, only its name. */
export type SealedBase =
  | { readonly reference: string; readonly digest: string }
  | { readonly reference: string; readonly key: ContentKey }
  | { readonly reference: string; readonly unlocked: true }

/**
 * Everything that decides what an image holds, and all that the engine is given to build it. No time, commit, machine, mirror or
 * environment takes part. Order of lists and of object keys does not matter, but for epochs.
 */
export interface SealedBuild {
  /** sha256 of the Dockerfile's instructions, hex: see `hashInstructions`. */
  readonly instructions: string
  readonly inputs: readonly SealedInput[]
  readonly bases: readonly SealedBase[]
  readonly buildArgs: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly target?: string | undefined
  readonly platforms: readonly string[]
  /** Attestations are manifests of the index: with and without is not the same image. */
  readonly provenance?: string | undefined
  readonly sbom?: string | undefined
  /** Of the module's base lock, then of the modules it stands on, nearest first; 0 without a lock. */
  readonly epochs: readonly number[]
}
