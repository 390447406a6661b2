import { rememberAnswers, renderError } from '@module-images/core'
import { type Clock, type RegistryService, systemClock } from '@module-images/registry'
import type { LinkedModule, Workspace } from '@module-images/workspace'
import { readModulePage } from './module-page.js'
import { createUploadPace, type LayerCount } from './upload-pace.js'

/** Repositories of the registry that is published to, each seen to once a run. */
export interface Repositories {
  /** Before the first upload. @param image repository with host */
  ensure(image: string): Promise<void>
  /** After the tags have moved: the repository's page, from the module's README. A failure is a warning, never a failed push. */
  describe(module: LinkedModule, image: string): Promise<void>
  /** Runs an upload of so many layers when the registry's quota allows it. */
  paced<T>(layers: LayerCount, upload: () => Promise<T>): Promise<T>
}

/** For registries that need no such care. */
export const PLAIN_REPOSITORIES: Repositories = {
  ensure: async () => undefined,
  describe: async () => undefined,
  paced: (_, upload) => upload(),
}

export interface RepositoriesParts {
  readonly workspace: Workspace
  /** Of the registry that is published to. */
  readonly service: RegistryService
  readonly host: string
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  /** For tests. */
  readonly clock?: Pick<Clock, 'now' | 'sleep'>
}

/** Asks nothing before the first module. */
export function createRepositories({ workspace, service, host, signal, log, clock = systemClock }: RepositoriesParts): Repositories {
  const { uploadsPerSecond } = service
  const [ensured, described] = [rememberAnswers<void>(), rememberAnswers<void>()]
  const nameOf = (image: string) => image.slice(host.length + 1)
  return {
    ensure: (image) =>
      ensured.get(image, async () => {
        if ((await service.ensureRepository(nameOf(image))) === 'created') log(`${image}  repository made`)
      }),
    describe: (module, image) =>
      described.get(image, async () => {
        if (workspace.settings.repositoryPage === false) return
        try {
          const outcome = await service.publishPage(nameOf(image), () => readModulePage(workspace, module, image))
          if (outcome === 'written') log(`${module.name}  page of ${image} written`)
        } catch (error) {
          log(`${module.name}  warning: the page of ${image} is not up to date. ${renderError(error)}`)
        }
      }),
    paced: createUploadPace({
      uploadsPerSecond,
      clock,
      signal,
      onWait: (milliseconds) => {
        log(
          `${host}: an upload waits ${(milliseconds / 1000).toFixed(1)} s, since no more than ${uploadsPerSecond} layers may begin a second`,
        )
      },
    }),
  }
}
