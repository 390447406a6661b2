/** Whether the engine holds an image built for the wanted key. */
export type EngineState =
  | { readonly kind: 'present'; readonly reference: string; readonly size?: number | undefined }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-asked' }

/** Whether the registry names an image by the wanted content tag. `unknown` carries what stood in the way. */
export type RegistryState = { readonly kind: 'present'; readonly digest: string } | { readonly kind: 'missing' } | UnknownState

/** Nothing is known, for that reason. */
export interface UnknownState {
  readonly kind: 'unknown'
  /** A clause for a table. */
  readonly reason: string
  /** What a person may do about it, where there is anything. */
  readonly fix?: string | undefined
}

/** What `docker-build` does for one module; `reason` is a clause for the table. */
export type BuildAction =
  | { readonly kind: 'none'; readonly where: 'engine' | 'registry'; readonly reason: string }
  | { readonly kind: 'pull'; readonly digest: string; readonly reason: string }
  | { readonly kind: 'build'; readonly reason: string }

/** What the action depends on beside the two states. */
export interface BuildPlanOptions {
  /** The image must be in the engine afterwards. */
  readonly load: boolean
  /** Build whatever is there already, without the layer cache. */
  readonly noCache: boolean
}

/**
 * Decides for one module. One of the two that has the image is enough, so the caller need not ask the other. Not knowing is no
 * obstacle to a build: building again costs time and is never wrong.
 */
export function planBuildAction(engine: EngineState, registry: RegistryState, options: BuildPlanOptions): BuildAction {
  if (options.noCache) return { kind: 'build', reason: 'asked for without cache' }
  if (engine.kind === 'present') return { kind: 'none', where: 'engine', reason: 'in the engine' }
  switch (registry.kind) {
    case 'present':
      return options.load
        ? { kind: 'pull', digest: registry.digest, reason: 'in the registry, asked to load' }
        : { kind: 'none', where: 'registry', reason: 'in the registry' }
    case 'missing':
      return { kind: 'build', reason: 'in neither engine nor registry' }
    case 'unknown':
      return { kind: 'build', reason: `not in the engine; ${registry.reason}` }
  }
}
