import { ModuleImagesError } from '@module-images/core'
import { createDockerEngine } from './docker/docker-engine.js'
import type { Engine } from './engine.js'

export interface EngineOptions {
  /** This process's environment, of which the engine's commands get an allow-list. `MODULE_IMAGES_ENGINE` chooses an engine by name. */
  readonly env: NodeJS.ProcessEnv
  /** Stops what runs. */
  readonly signal?: AbortSignal | undefined
}

/** A kind of engine: one file that makes it, one entry below. */
export interface EngineKind {
  readonly name: string
  readonly create: (options: EngineOptions) => Engine
}

/** In order of preference: the first is taken when none is chosen. */
export const ENGINE_KINDS: readonly EngineKind[] = [{ name: 'docker', create: createDockerEngine }]

/**
 * The engine to use. Starts nothing; whether it answers is asked with `describe`.
 *
 * @throws ModuleImagesError `unknown-engine`
 */
export function createEngine(options: EngineOptions): Engine {
  const wanted = options.env['MODULE_IMAGES_ENGINE'] || ENGINE_KINDS[0]?.name
  const kind = ENGINE_KINDS.find(({ name }) => name === wanted)
  if (!kind) {
    throw new ModuleImagesError({
      code: 'unknown-engine',
      kind: 'input',
      message: `MODULE_IMAGES_ENGINE names '${wanted}', which is not an engine known here.`,
      fix: `Known: ${ENGINE_KINDS.map(({ name }) => name).join(', ')}.`,
    })
  }
  return kind.create(options)
}
