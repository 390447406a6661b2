import {
  applyMirrors,
  type ImageReference,
  type Mirror,
  ModuleImagesError,
  parseImageReference,
  renderImageReference,
} from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import { fetchFirstImage } from '../registry-view/first-image.js'

/** An image that follows BuildKit's protocol for scanners. References are by digest. */
export interface Scanner {
  /** As it was named. */
  readonly name: string
  /** Where it is pulled from: its mirror, where it has one. */
  readonly image: string
  /** Words that it starts. */
  readonly command: readonly string[]
}

/** What finding a scanner takes. */
export interface ScannerPorts {
  readonly registry: Pick<RegistryClient, 'getManifest' | 'readConfig'>
  readonly mirrors: readonly Mirror[]
}

/**
 * @param name by digest: whoever moves a tag would decide what is signed
 * @throws ModuleImagesError `bad-image-reference`, `scanner-without-digest`
 */
export function parseScannerName(name: string): ImageReference & { readonly digest: string } {
  const { host, repository, digest } = parseImageReference(name)
  if (digest !== undefined) return { host, repository, digest }
  throw new ModuleImagesError({
    code: 'scanner-without-digest',
    kind: 'input',
    message: `The scanner ${name} is not named by digest, and what it finds is signed.`,
    fix: `Add its digest, which this prints: docker buildx imagetools inspect ${name}`,
  })
}

/** @throws ModuleImagesError as `parseScannerName`, `scanner-not-found`, or with a `RegistryErrorCode` */
export async function openScanner(name: string, { registry, mirrors }: ScannerPorts): Promise<Scanner> {
  const named = parseScannerName(name)
  const reference = applyMirrors(named, mirrors)
  const reply = await registry.getManifest(reference)
  const first = reply.kind === 'missing' ? undefined : await fetchFirstImage(reference, reply.manifest.content, registry)
  const config = first && (await registry.readConfig(reference, first.config))
  const command = [...(config?.entrypoint ?? []), ...(config?.command ?? [])]
  if (command.length > 0) return { name: renderImageReference(named), image: renderImageReference(reference), command }
  throw new ModuleImagesError({
    code: 'scanner-not-found',
    kind: 'input',
    message: `${renderImageReference(reference)} is no image that starts a scanner, or is not there.`,
    fix: "Name an image that follows BuildKit's protocol for scanners, by its digest.",
  })
}
