import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { type DataMount, placeInWorkspace } from './mount.js'

/**
 * Docker would make a place for a mount inside the repository by itself, and leave it there, owned by root.
 *
 * @throws ModuleImagesError `mount-not-found`
 */
export function checkMounts(mounts: readonly DataMount[], workspaceRoot: string): void {
  for (const mount of mounts) {
    if (!existsSync(mount.source))
      throw notFound(`There is no '${mount.source}' to mount at ${mount.target}.`, 'Check the path: it is one of this machine.')
    const place = placeInWorkspace(mount)
    if (place !== undefined && !existsSync(join(workspaceRoot, place)))
      throw notFound(
        `The repository has no '${place}' on which '${mount.source}' could be mounted.`,
        'Make that folder, or choose a place outside.',
      )
  }
}

function notFound(message: string, fix: string): ModuleImagesError {
  return new ModuleImagesError({ code: 'mount-not-found', kind: 'input', message, fix })
}
