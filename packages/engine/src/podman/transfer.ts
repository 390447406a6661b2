import { join } from 'node:path'
import { ModuleImagesError, parseImageReference } from '@module-images/core'
import { transferError } from '../transfer-failure.js'
import { type PodmanOptions, requirePodman } from './podman-command.js'
import { plainHttpFlags, podmanReference } from './podman-reference.js'
import { podmanReason } from './podman-unavailable.js'

/** How a pull is done. */
interface PullDetails {
  readonly platform?: string | undefined
  readonly configFolder?: string | undefined
}

/** Pulls one reference. Of its layers podman tells nothing that a program could follow. */
export async function pullImage(options: PodmanOptions, reference: string, { platform, configFolder }: PullDetails): Promise<void> {
  parseImageReference(reference)
  const args = [
    'image',
    'pull',
    '--quiet',
    ...(platform === undefined ? [] : [`--platform=${platform}`]),
    ...signInFlags(configFolder),
    ...plainHttpFlags(reference),
    podmanReference(reference),
  ]
  await requirePodman(options, args, (stderr) => transferError('pull', reference, podmanReason(stderr)))
}

/** Podman reads sign-ins of Docker's form. https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md */
export function signInFlags(configFolder: string | undefined): string[] {
  return configFolder === undefined ? [] : [`--authfile=${join(configFolder, 'config.json')}`]
}

/** Only BuildKit's images are published: one key has one image, which does not depend on who built it. */
export function cannotPublish(reference: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'engine-cannot-publish',
    kind: 'environment',
    message: `Podman does not publish what it builds, and ${reference} is not in the registry. Of the same files Buildah makes another image than BuildKit.`,
    fix: 'Publish from a machine with Docker, or from CI. With both on this machine, set MODULE_IMAGES_ENGINE=docker. Podman runs and test-builds images.',
  })
}
