import { type Base, type ImageDetails, type Mirror, ModuleImagesError, rememberAnswers } from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import type { LinkedModule } from '@module-images/workspace'
import { baseReference } from '../../build/base-source.js'
import { readImageDetails } from '../../registry-view/read-image-details.js'

type OutsideBase = Extract<Base, { kind: 'external' }>

/** What registries tell of outside bases; each is asked for once, and one that cannot be had is not known, and no error. */
export type OutsideBases = (base: OutsideBase, platforms: readonly string[]) => Promise<ImageDetails | undefined>

/** The image a base is pinned to, else the one its tag names now; by its mirror where it has one. */
export function createOutsideBases(registry: RegistryClient, mirrors: readonly Mirror[]): OutsideBases {
  const answers = rememberAnswers<ImageDetails | undefined>()
  return ({ reference, digest }, platforms) => {
    const name = `${reference} ${digest ?? ''} ${platforms.join()}`
    const { tag: _, ...place } = baseReference(reference, mirrors)
    const wanted = digest === undefined ? baseReference(reference, mirrors) : { ...place, digest }
    return orNothing(() => answers.get(name, () => readImageDetails(registry, wanted, platforms)))
  }
}

/** For a catalogue that asks no registry. */
export const noOutsideBases: OutsideBases = async () => undefined

async function orNothing(read: () => Promise<ImageDetails | undefined>): Promise<ImageDetails | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote') throw error
    return undefined
  }
}

/** When a base's digest was locked, ISO 8601. */
export function lockedAt(module: LinkedModule, { reference }: OutsideBase): string | undefined {
  return module.lock.bases.get(reference)?.resolved
}
