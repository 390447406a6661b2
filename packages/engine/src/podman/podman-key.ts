import { KEY_LABEL } from '@module-images/core'

/**
 * Podman's builds carry their key under another name. Buildah is another builder than BuildKit: of the same files it makes another image, and
 * one key has one image. So nothing that reads the key of an image in a registry takes this one for it.
 */
const PODMAN_KEY_LABEL = 'io.github.module-images.podman-key'

type Labels = Readonly<Record<string, string>>

/** The labels to build with. */
export function withPodmanKey({ [KEY_LABEL]: key, ...labels }: Labels): Labels {
  return key === undefined ? labels : { ...labels, [PODMAN_KEY_LABEL]: key }
}

/** Whether Podman built it; what it was built on may have come from a registry, and its key's label with it. */
export function isPodmanBuild(labels: Labels): boolean {
  return labels[PODMAN_KEY_LABEL] !== undefined
}

/** The labels of an image of this engine, in which the key counts whoever built it. */
export function withOwnKey(labels: Labels): Labels {
  const { [PODMAN_KEY_LABEL]: key } = labels
  return key === undefined ? labels : { ...labels, [KEY_LABEL]: key }
}
