import type { ModuleImagesError } from '@module-images/core'
import type { ContainerCommand } from '../container/container-command.js'
import { runContainer } from '../container/run-container.js'
import type { Engine } from '../engine.js'
import { buildImage } from './build.js'
import { pruneBuildCache } from './build-cache.js'
import type { DockerOptions } from './docker-command.js'
import { planDockerEnvironment } from './docker-environment.js'
import { engineUnavailable } from './engine-unavailable.js'
import { findImages, inspectImage, inspectImages, removeImage, tagImage } from './images.js'
import { readLayerStore } from './layer-store.js'
import { pullImage, pushImage } from './transfer.js'
import { readUserNamespace } from './user-namespace.js'

/** Docker's command line with buildx 0.13 or later. */
export function createDockerEngine(options: DockerOptions): Engine {
  return {
    name: 'docker',
    readUserNamespace: () => readUserNamespace(options),
    findImages: (names) => findImages(options, names),
    build: (request, progress) => buildImage(options, request, progress),
    requirePublisher: () => Promise.resolve(),
    readLayerStore: (builder) => readLayerStore(options, builder),
    pruneBuildCache: (builder) => pruneBuildCache(options, builder),
    tag: (source, target) => tagImage(options, source, target),
    push: (reference, configFolder, progress) => pushImage(options, reference, { configFolder, progress }),
    pull: (reference, platform, configFolder, progress) => pullImage(options, reference, { platform, configFolder, progress }),
    inspect: (reference) => inspectImage(options, reference),
    inspectMany: (references) => inspectImages(options, references),
    remove: (reference) => removeImage(options, reference),
    run: (request) => runContainer(containerCommand(options), request),
  }
}

function containerCommand({ env, signal }: DockerOptions): ContainerCommand {
  const unavailable = (cause: ModuleImagesError) => engineUnavailable({ kind: 'no-command' }, cause)
  return { command: 'docker', env: planDockerEnvironment(env), signal, flags: [], unavailable }
}
