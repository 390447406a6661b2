import {
  applyMirrors,
  type Base,
  type ImageReference,
  type Mirror,
  parseImageReference,
  renderImageReference,
  withDefaultTag,
} from '@module-images/core'

type ExternalBase = Extract<Base, { kind: 'external' }>

/** Where the image a Dockerfile calls so is asked for: by its mirror where it has one. */
export function baseReference(text: string, mirrors: readonly Mirror[]): ImageReference {
  return applyMirrors(withDefaultTag(parseImageReference(text)), mirrors)
}

/**
 * What a build takes in place of an outside base: its locked digest, and its mirror where it has one. Undefined where what the
 * Dockerfile says will do.
 */
export function planBaseSource({ reference, digest }: ExternalBase, mirrors: readonly Mirror[]): string | undefined {
  const written = withDefaultTag(parseImageReference(reference))
  const { host, repository } = written
  const pinned = digest !== undefined && written.digest === undefined ? { host, repository, digest } : written
  const source = applyMirrors(pinned, mirrors)
  return source === written ? undefined : renderImageReference(source)
}
