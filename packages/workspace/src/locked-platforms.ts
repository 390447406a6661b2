import { type BaseLock, findPlatformGaps, lockableBases, ModuleImagesError, pathIn } from '@module-images/core'
import type { LinkedModule } from './link-modules.js'
import { DOCKERFILE } from './read-module.js'

/**
 * Refuses a lock whose images are not there for a platform the module wants. It is asked when a key is made and before a lock is
 * written, not when the module is read: a module that a lock breaks could not be refreshed.
 *
 * @throws ModuleImagesError `base-lacks-platform`, with the line of the Dockerfile
 */
export function checkLockedPlatforms(module: LinkedModule, lock: BaseLock): void {
  const gaps = findPlatformGaps(lock, module.basePlatforms)
  const lockable = new Set(gaps.length === 0 ? [] : lockableBases(module.bases))
  const gap = gaps.find(({ reference }) => lockable.has(reference))
  if (!gap) return
  const line = module.bases.find(({ reference }) => reference === gap.reference)?.line
  throw new ModuleImagesError({
    code: 'base-lacks-platform',
    kind: 'input',
    message: `${module.name} is to be built for ${gap.platform}, but its base ${gap.reference} is there for ${gap.offered.join(', ')} only.`,
    place: { file: pathIn(module.root, DOCKERFILE), ...(line === undefined ? {} : { line }) },
    fix: `Take it off the module's platforms, choose another base, or, if a newer image has it: npx --no module-images refresh ${module.name}`,
  })
}
