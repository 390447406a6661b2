import { isDigest, parseImageReference, renderImageReference, withDefaultTag } from '@module-images/core'

/**
 * A reference as podman is to take it: with its host, since podman's own settings decide what a short name stands for, and by digest alone
 * where it has one, since older versions refuse a tag beside it. An id stays.
 *
 * @throws ModuleImagesError `bad-image-reference`
 */
export function podmanReference(text: string): string {
  if (isDigest(text)) return text
  const reference = parseImageReference(text)
  const { host, repository, digest } = reference
  return renderImageReference(digest === undefined ? withDefaultTag(reference) : { host, repository, digest })
}

/** Registries of this machine speak plain HTTP, as Docker takes them to. */
export function plainHttpFlags(reference: string): string[] {
  const { host } = parseImageReference(reference)
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host) ? ['--tls-verify=false'] : []
}
