/**
 * What a build says while it runs. `step` counts BuildKit's vertices from 1 in the order they are named; `name` is BuildKit's, made
 * printable: `[base 2/3] RUN apt-get …`. `internal` steps are not of the Dockerfile: contexts, sign-ins, exports.
 */
export type BuildProgress = BuildStep &
  (
    | { readonly kind: 'step-started' }
    | { readonly kind: 'step-done'; readonly seconds: number }
    | { readonly kind: 'step-cached' }
    | { readonly kind: 'step-error'; readonly seconds: number; readonly message: string }
    /** Bytes that a step has brought or sent so far, of those it knows of: the layers of a base, an upload. */
    | { readonly kind: 'bytes'; readonly current: number; readonly total: number }
    /** One line of a step's output, made printable. */
    | { readonly kind: 'log'; readonly line: string }
  )

export interface BuildStep {
  readonly step: number
  readonly name: string
  readonly internal: boolean
}
