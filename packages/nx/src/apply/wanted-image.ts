import type { Keyring, KeyResult } from '../keys/keyring.js'

/** A module with a key, and the repository (with host) its image has in this run. */
export type WantedImage = Omit<Extract<KeyResult, { kind: 'keyed' }>, 'kind'> & { readonly image: string }

/** Of a run, what names its images. */
interface WishParts {
  readonly keyring: Keyring
  /** Host and prefix images are published under. */
  readonly registryPrefix: string
}

/** @throws ModuleImagesError the module's own error, where it is broken */
export async function wantImage({ keyring, registryPrefix }: WishParts, name: string): Promise<WantedImage> {
  const result = await keyring.keyOf(name)
  if (result.kind === 'broken') throw result.error
  return { ...result, image: `${registryPrefix}/${result.module.image}` }
}
