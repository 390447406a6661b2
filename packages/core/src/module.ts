import type { LayerCache } from './settings/layer-cache.js'

/** A secret a build may mount: its value comes from a file or from the environment, never from argv. */
export type BuildSecret = { readonly id: string; readonly file: string } | { readonly id: string; readonly env: string }

/**
 * What a person may set for one module's build, in `project.json` under `targets.docker-build.options`.
 * `buildArgs`, `target`, `platforms` and `labels` are part of the content key; the others do not change what is built.
 */
export interface BuildOptions {
  readonly image?: string | undefined
  readonly buildArgs: Readonly<Record<string, string>>
  readonly target?: string | undefined
  /** `os/arch[/variant]`; none means the engine's own. */
  readonly platforms: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly secrets: readonly BuildSecret[]
  readonly ssh: readonly string[]
  readonly network?: string | undefined
  readonly cacheFrom: readonly string[]
  readonly cacheTo: readonly string[]
  /** Where its builds leave their layers; without it, the Dockerfile decides. */
  readonly layerCache?: LayerCache | undefined
  readonly builder?: string | undefined
  readonly noCache: boolean
  /** As `--provenance` takes it, none when left out; part of the content key. */
  readonly provenance?: string | undefined
  /** As `--sbom` takes it, none when left out; part of the content key. */
  readonly sbom?: string | undefined
  /** The image must be in the engine afterwards: pulled if the registry has it. */
  readonly load: boolean
}

/** An image a build starts from or copies from. */
export type Base =
  /** Another module of this workspace, named in the Dockerfile by its public name. */
  | { readonly kind: 'module'; readonly reference: string; readonly module: string; readonly line: number }
  /** An image of some registry. `digest` when the Dockerfile or a base lock pins it. */
  | { readonly kind: 'external'; readonly reference: string; readonly digest?: string | undefined; readonly line: number }

/** A module as its files describe it: everything a plan needs, nothing of the engine or the registry. */
export interface Module {
  /** The Nx project's name. */
  readonly name: string
  /** Posix path from the workspace root. */
  readonly root: string
  /** Repository path below the registry prefix, as registries accept it: `hello-r`. */
  readonly image: string
  /** False by its tags and the option `activation`: builds locally, CI leaves it alone. */
  readonly active: boolean
  readonly options: BuildOptions
  readonly bases: readonly Base[]
}
