import type { JsonChange } from '@module-images/workspace'
import type { Tree } from '@nx/devkit'
import { editFiles } from '../edit-files.js'
import { changesByFile, findTargetPlaces, renderTargetPlace, type TargetPlace } from './target-places.js'

/**
 * Takes `"cache": true` off the targets that build and check: Nx's cache would report an image that is gone, so it is refused now.
 *
 * @returns what it did, a line each
 * @throws ModuleImagesError as `findTargetPlaces` does
 */
export function uncacheTargets(tree: Tree): string[] {
  const cached = findTargetPlaces(tree).filter(({ target }) => target['cache'] === true)
  editFiles(tree, changesByFile(cached.map((place) => [place, [removal(place)]])))
  return cached.map((place) => `${renderTargetPlace(place)}: "cache" removed; what is there already is not built again without it.`)
}

/** Of the whole target where nothing else is said of it; an entry of a list stays, for the places of those behind it. */
function removal({ path, target }: TargetPlace): JsonChange {
  const isAll = Object.keys(target).length === 1 && typeof path.at(-1) === 'string'
  return { path: isAll ? path : [...path, 'cache'], value: undefined }
}
