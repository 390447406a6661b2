import { ModuleImagesError, parseImageReference } from '@module-images/core'
import type { BuildFailureCode } from '../buildkit/build-failure.js'
import { isRunTag } from '../run-tag.js'
import { inspectImages } from './images.js'
import type { PodmanOptions } from './podman-command.js'
import { pullImage } from './transfer.js'

/** How a build's images are pulled. */
interface PullPlace {
  readonly platform: string | undefined
  readonly configFolder: string | undefined
}

/** A base that cannot be had. */
export class BaseFailure extends Error {
  constructor(
    /** By the name that the Dockerfile has for it. */
    readonly image: string,
    readonly code: BuildFailureCode,
    override readonly cause: ModuleImagesError,
  ) {
    super(cause.message)
  }
}

/**
 * Brings what a build stands on into the engine, each from its own registry: a build has one set of flags for all. A digest is pulled where it
 * is missing, a tag each time, as BuildKit asks what it names now; a tag of this run's own is of an image that is here.
 *
 * @param images by the names that the Dockerfile has for them
 * @throws BaseFailure; ModuleImagesError
 */
export async function pullBases(options: PodmanOptions, images: Readonly<Record<string, string>>, place: PullPlace): Promise<void> {
  const entries = Object.entries(images)
  const wanted = entries.map(([, image]) => image)
  const found = await inspectImages(options, wanted)
  for (const [index, [name, image]] of entries.entries()) {
    const { tag, digest } = parseImageReference(image)
    const isFixed = digest !== undefined || (tag !== undefined && isRunTag(tag))
    if (isFixed && found[index]?.kind === 'present') continue
    await pullImage(options, image, place).catch((error: unknown) => {
      throw isOfPull(error) ? new BaseFailure(name, failureCode(error.code), error) : error
    })
  }
}

/** A build says in what it returns that it was stopped. */
function isOfPull(error: unknown): error is ModuleImagesError {
  return error instanceof ModuleImagesError && (error.kind === 'remote' || error.code === 'cancelled')
}

function failureCode(code: string): BuildFailureCode {
  switch (code) {
    case 'cancelled':
      return code
    case 'image-not-found':
      return 'base-not-found'
    case 'registry-denied':
    case 'registry-sign-in-ended':
      return 'base-denied'
    default:
      return 'base-unreachable'
  }
}
