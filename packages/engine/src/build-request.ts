import type { BuildSecret } from '@module-images/core'

/** One build. Paths are absolute and native. No value in it reaches a shell; secrets' values are not in it at all. */
export interface BuildRequest {
  /** The context's folder. */
  readonly context: string
  readonly dockerfile: string
  /** References to name the image with. */
  readonly tags: readonly string[]
  /** Not secret: they are in the command line and in the image's history. Names hold no `=`. */
  readonly buildArgs: Readonly<Record<string, string>>
  readonly target?: string | undefined
  /** `os/arch[/variant]`; none means the engine's own. */
  readonly platforms: readonly string[]
  /** Win over the Dockerfile's own `LABEL`. */
  readonly labels: Readonly<Record<string, string>>
  readonly secrets: readonly BuildSecret[]
  /** As `--ssh` takes them: `default`, `id=/path/to/key`. */
  readonly ssh: readonly string[]
  readonly network?: string | undefined
  /** As `--cache-from` takes them: a reference, or `type=registry,ref=…`. */
  readonly cacheFrom: readonly string[]
  readonly cacheTo: readonly string[]
  readonly builder?: string | undefined
  readonly noCache: boolean
  /** `--provenance`; `false` when left out, so that an unchanged build keeps its digest. */
  readonly provenance?: string | undefined
  /** `--sbom`; off when left out. */
  readonly sbom?: string | undefined
  /** Hosts that RUN steps know, by name: their address. BuildKit hashes them, and no image keeps them. */
  readonly addHosts: Readonly<Record<string, string>>
  /**
   * Named contexts: `sealed-base-1` → `docker-image://127.0.0.1:5000/base@sha256:…`, `oci-layout:///folder@sha256:…`, or a folder. A name
   * of the Dockerfile's own would take the place of a stage, too.
   */
  readonly buildContexts: Readonly<Record<string, string>>
  readonly output: BuildOutput
  /** A shell command for a person that repeats this build. */
  readonly reproduce: string
}

/** `configFolder` is a Docker configuration folder to sign in with; the user's own when left out. */
export type BuildOutput =
  /** Into the engine's store. */
  | { readonly kind: 'load'; readonly configFolder?: string | undefined }
  /** To the registries of the tags; the `docker` driver leaves it in the engine's store as well. */
  | { readonly kind: 'push'; readonly configFolder?: string | undefined }
  /** Nowhere: what is asked for is what `cacheTo` writes. */
  | { readonly kind: 'none'; readonly configFolder?: string | undefined }
  /** As files into this folder: what the last stage holds. */
  | { readonly kind: 'files'; readonly folder: string; readonly configFolder?: string | undefined }
