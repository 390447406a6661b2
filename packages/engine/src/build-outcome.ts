import type { BuildFailure } from './buildkit/build-failure.js'
import type { StepCount } from './buildkit/build-tracker.js'

export type BuildOutcome =
  | {
      readonly kind: 'built'
      /** Digest of the manifest or index, unless the engine's store keeps none. */
      readonly digest?: string
      /** The engine's id of the image. */
      readonly imageId?: string
      readonly seconds: number
      readonly steps: StepCount
    }
  | { readonly kind: 'failed'; readonly failure: BuildFailure; readonly seconds: number }
