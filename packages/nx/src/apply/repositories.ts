import type { LinkedModule } from '../workspace/link-modules.js'

/** Repositories of the registry that is published to, each seen to once a run. */
export interface Repositories {
  /** Before the first upload. @param image repository with host */
  ensure(image: string): Promise<void>
  /** After the tags have moved: the repository's page, from the module's README. A failure is a warning, never a failed push. */
  describe(module: LinkedModule, image: string): Promise<void>
  /** Runs an upload of so many layers when the registry's quota allows it. */
  paced<T>(layers: number, upload: () => Promise<T>): Promise<T>
}

/** For registries that need no such care. */
export const PLAIN_REPOSITORIES: Repositories = {
  ensure: async () => undefined,
  describe: async () => undefined,
  paced: (_, upload) => upload(),
}
