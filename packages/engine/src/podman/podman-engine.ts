import { type ModuleImagesError, rememberAnswer } from '@module-images/core'
import { runContainer } from '../container/run-container.js'
import type { ContainerCommand } from '../container/container-command.js'
import type { Engine } from '../engine.js'
import { MISSING_IMAGE } from '../inspected-images.js'
import { buildImage } from './build.js'
import { findImages, inspectImages, pruneLayers, removeImage, tagImage } from './images.js'
import { PODMAN, type PodmanOptions } from './podman-command.js'
import { planPodmanEnvironment } from './podman-environment.js'
import { readPodmanInfo } from './podman-info.js'
import { noPodmanCommand } from './podman-unavailable.js'
import { cannotPublish, pullImage } from './transfer.js'

/** Podman's command line, version 4.3 or later, with or without root. */
export function createPodmanEngine(options: PodmanOptions): Engine {
  const readInfo = rememberAnswer(() => readPodmanInfo(options))
  return {
    name: 'podman',
    readUserNamespace: async () => ((await readInfo()).rootless ? 'rootless' : 'host'),
    findImages: (names) => findImages(options, names),
    build: (request, progress) => buildImage(options, readInfo, request, progress),
    requirePublisher: (reference) => Promise.reject(cannotPublish(reference)),
    readLayerStore: () => Promise.resolve(undefined),
    pruneBuildCache: () => pruneLayers(options),
    tag: (source, target) => tagImage(options, source, target),
    push: (reference) => Promise.reject(cannotPublish(reference)),
    pull: (reference, platform, configFolder) => pullImage(options, reference, { platform, configFolder }),
    inspect: async (reference) => (await inspectImages(options, [reference]))[0] ?? MISSING_IMAGE,
    inspectMany: (references) => inspectImages(options, references),
    remove: (reference) => removeImage(options, reference),
    run: (request) => runContainer(containerCommand(options), request),
  }
}

function containerCommand({ env, signal }: PodmanOptions): ContainerCommand {
  const unavailable = (cause: ModuleImagesError) => noPodmanCommand(cause)
  // Where SELinux is on, a container may else read no folder that is mounted, unless the files of the folder are labelled anew.
  return { command: PODMAN, env: planPodmanEnvironment(env), signal, flags: ['--security-opt=label=disable'], unavailable }
}
