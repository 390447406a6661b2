import { ModuleImagesError } from '@module-images/core'
import { createDockerEngine } from './docker/docker-engine.js'
import type { Engine } from './engine.js'
import { createPodmanEngine } from './podman/podman-engine.js'

export interface EngineOptions {
  /** This process's environment, of which the engine's commands get an allow-list. `MODULE_IMAGES_ENGINE` chooses an engine by name. */
  readonly env: NodeJS.ProcessEnv
  /** Stops what runs. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The engine to use: Docker's, the one there is. Starts nothing.
 *
 * @throws ModuleImagesError `unknown-engine`
 */
export function createEngine(options: EngineOptions): Engine {
  const wanted = options.env['MODULE_IMAGES_ENGINE'] || 'docker'
  if (wanted === 'docker') return createDockerEngine(options)
  if (wanted === 'podman') return createPodmanEngine(options)
  throw new ModuleImagesError({
    code: 'unknown-engine',
    kind: 'input',
    message: `MODULE_IMAGES_ENGINE names '${wanted}', which is not an engine known here.`,
    fix: 'Known: docker.',
  })
}
