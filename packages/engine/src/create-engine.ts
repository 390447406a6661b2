import { ModuleImagesError } from '@module-images/core'
import { createAutoEngine } from './auto/auto-engine.js'
import { createDockerEngine } from './docker/docker-engine.js'
import type { Engine } from './engine.js'
import { createPodmanEngine } from './podman/podman-engine.js'

export interface EngineOptions {
  /** This process's environment, of which the engine's commands get an allow-list. `MODULE_IMAGES_ENGINE` chooses an engine by name. */
  readonly env: NodeJS.ProcessEnv
  /** What the workspace chooses, where the environment chooses none. */
  readonly name?: string | undefined
  /** Stops what runs. */
  readonly signal?: AbortSignal | undefined
  /** Told which engine was found, where that is not the usual one. */
  readonly log?: ((line: string) => void) | undefined
}

interface EngineKind {
  readonly name: string
  readonly create: (options: EngineOptions) => Engine
}

/** The engines there are. */
export const ENGINE_KINDS: readonly EngineKind[] = [
  { name: 'docker', create: createDockerEngine },
  { name: 'podman', create: createPodmanEngine },
]

const AUTO: EngineKind = {
  name: 'auto',
  create: (options) =>
    createAutoEngine({ first: createDockerEngine(options), other: createPodmanEngine(options), log: options.log ?? (() => undefined) }),
}

/**
 * The engine to use: that of the environment, else that of the workspace, else Docker where it answers and Podman where it does not. Starts
 * nothing.
 *
 * @throws ModuleImagesError `unknown-engine`
 */
export function createEngine(options: EngineOptions): Engine {
  const wanted = options.env['MODULE_IMAGES_ENGINE'] || options.name || AUTO.name
  const kinds = [...ENGINE_KINDS, AUTO]
  const kind = kinds.find(({ name }) => name === wanted)
  if (kind !== undefined) return kind.create(options)
  throw new ModuleImagesError({
    code: 'unknown-engine',
    kind: 'input',
    message: `MODULE_IMAGES_ENGINE names '${wanted}', which is not an engine known here.`,
    fix: `Known: ${kinds.map(({ name }) => name).join(', ')}.`,
  })
}
