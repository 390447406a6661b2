import type { BuildProgress } from './buildkit/build-progress.js'
import type { BuildOutcome } from './build-outcome.js'
import type { BuildRequest } from './build-request.js'
import type { RunRequest } from './run-request.js'
import type { UserNamespace } from './user-namespace.js'

/**
 * A container engine as this product uses one. Every method assumes an engine that answers; if it does not, they throw
 * `engine-unavailable`. All of them throw `cancelled` when the engine's signal is aborted, except `build` and `run`, which
 * say so in what they return.
 */
export interface Engine {
  /** `docker`, `podman`, or `auto` for the one of them that answers. */
  readonly name: string
  /** Whose files a container's users write, in one process. */
  readUserNamespace(): Promise<UserNamespace>
  /**
   * The images of these names, whatever registry they are of: `hello-r:key-…` finds `public.ecr.aws/openscpca/hello-r:key-…`. Takes away the
   * tags that killed runs of this machine have left.
   */
  findImages(names: readonly string[]): Promise<readonly EngineImage[]>
  /** Builds one image. A build that fails is an outcome; only an engine that is not there, or a request that cannot be put, throws. */
  build(request: BuildRequest, progress: (event: BuildProgress) => void): Promise<BuildOutcome>
  /** Asks for nothing. Throws `engine-cannot-publish` where an image that this engine builds is not to be published under `reference`. */
  requirePublisher(reference: string): Promise<void>
  /** How builds of a buildx builder, or of the user's own choice, keep what they make. Undefined where that is not to be found out. */
  readLayerStore(builder: string | undefined): Promise<LayerStore | undefined>
  /** Deletes what builds have left in the cache and no build under way uses. Images stay. */
  pruneBuildCache(builder: string | undefined): Promise<void>
  /** Names an image of this engine. Throws `image-not-found`. */
  tag(source: string, target: string): Promise<void>
  /**
   * Pushes an image of this engine. `digest` is that of what the registry now holds.
   * Throws `image-not-found`, or with a `TransferFailureCode`; `isPassingTransferFailure` tells which are worth another attempt.
   */
  push(reference: string, configFolder?: string, progress?: TransferProgress): Promise<{ readonly digest?: string }>
  /** Throws with a `TransferFailureCode`. */
  pull(reference: string, platform?: string, configFolder?: string, progress?: TransferProgress): Promise<void>
  inspect(reference: string): Promise<InspectedImage>
  /** Several at once, in one process: what is there of each, in their order. */
  inspectMany(references: readonly string[]): Promise<readonly InspectedImage[]>
  /** Takes the name away, and the image with its last name. An image that is not there is no error. Throws `remove-failed` if in use. */
  remove(reference: string): Promise<void>
  /**
   * Runs a container in the foreground: stdin, stdout, stderr and exit code pass through. Abort, SIGINT, SIGTERM and SIGHUP stop the
   * container; it is removed in every case. Exit code 125 is docker's own failure, told on stderr; 128 + n a signal.
   */
  run(request: RunRequest): Promise<{ readonly exitCode: number }>
}

/**
 * What keeps the layers of a build. `classic` is Docker's own store before containerd's: it exports no cache, and its images tell of no layer
 * that came from one. `builder` is a BuildKit apart from the engine.
 */
export type LayerStore = 'containerd' | 'classic' | 'builder'

/** Told as layers arrive: docker says of which it knows, and which are done; of their bytes it tells a terminal alone. */
export type TransferProgress = (layers: { readonly done: number; readonly known: number }) => void

/** One tag of one image; an image with two tags is listed twice. */
export interface EngineImage {
  /** As the engine shows it, `docker.io/library` left out: `engtest/a`, `127.0.0.1:5000/openscpca/hello-r`. */
  readonly repository: string
  readonly tag: string
  /** `sha256:…`; with containerd's store the digest of manifest or index. */
  readonly id: string
  /** Bytes on disk, to three digits. */
  readonly size?: number
}

export type InspectedImage =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'present'
      readonly id: string
      /** Digest under which the repository of the reference knows it, if it was pushed or pulled, or containerd's store holds it. */
      readonly digest?: string
      /** The key's label counts whichever engine built it, and is one that this engine may use; what is published is told by its registry. */
      readonly labels: Readonly<Record<string, string>>
      /** The words before those of a command; none where the image has no ENTRYPOINT. */
      readonly entrypoint: readonly string[]
      /** Bytes, as the engine counts them: packed with containerd's store, unpacked without. */
      readonly size: number
      /** How many layers it has, where the engine says so; of an index the part that fits the engine. */
      readonly layers?: number
      /** `linux/amd64`; of an index the part that fits the engine. */
      readonly platform: string
    }
