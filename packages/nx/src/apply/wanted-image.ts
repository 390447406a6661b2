import type { KeyResult } from '../keys/keyring.js'
import type { LinkedModule } from '../workspace/link-modules.js'
import type { ImageRun } from './image-run.js'

/** A module with a key, and the repository (with host) its image has in this run. */
export interface WantedImage {
  readonly module: LinkedModule
  readonly key: Extract<KeyResult, { kind: 'keyed' }>['key']
  readonly contentTag: string
  readonly image: string
}

/** @throws ModuleImagesError the module's own error, where it is broken */
export async function wantImage(run: ImageRun, name: string): Promise<WantedImage> {
  const result = await run.keyring.keyOf(name)
  if (result.kind === 'broken') throw result.error
  return { ...result, image: `${run.registryPrefix}/${result.module.image}` }
}
