import type { ModuleImagesError } from '@module-images/core'

/** A command that runs containers by the arguments of `docker container run`. */
export interface ContainerCommand {
  /** `docker`. */
  readonly command: string
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv
  /** Stops what runs. */
  readonly signal?: AbortSignal | undefined
  /** Flags that every container gets. */
  readonly flags: readonly string[]
  /** The error for a command that is not there. */
  readonly unavailable: (cause: ModuleImagesError) => ModuleImagesError
}
