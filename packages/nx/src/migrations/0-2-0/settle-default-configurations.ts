import { findImageChange, IMAGE_OPTION_NAMES, type JsonChange } from '@module-images/workspace'
import type { Tree } from '@nx/devkit'
import { asObject, editFiles } from '../edit-files.js'
import { changesByFile, findTargetPlaces, renderTargetPlace, type TargetPlace } from './target-places.js'

/**
 * Moves options that make an image from a build's default configuration to its options: nx built by them, commands did not, and they are
 * refused now.
 *
 * @returns what it did, a line each
 * @throws ModuleImagesError as `findTargetPlaces` does
 */
export function settleDefaultConfigurations(tree: Tree): string[] {
  const moved = findTargetPlaces(tree).flatMap((place) => (place.kind === 'build' ? planMove(place) : []))
  editFiles(tree, changesByFile(moved.map(({ place, changes }) => [place, changes])))
  return moved.map(
    ({ place, name, options }) =>
      `${renderTargetPlace(place)}: ${options.join(', ')} moved from its defaultConfiguration '${name}' to its options, by which nx built so far.`,
  )
}

interface Move {
  readonly place: TargetPlace
  /** Of the configuration. */
  readonly name: string
  readonly options: readonly string[]
  readonly changes: readonly JsonChange[]
}

function planMove(place: TargetPlace): Move[] {
  const { path, target } = place
  const name = target['defaultConfiguration']
  if (typeof name !== 'string') return []
  const configuration = asObject(asObject(target['configurations'])[name])
  const defined = asObject(target['options'])
  if (findImageChange(configuration, defined) === undefined) return []
  const options = IMAGE_OPTION_NAMES.filter((option) => configuration[option] !== undefined)
  const changes = options.flatMap((option): JsonChange[] => [
    { path: [...path, 'options', option], value: configuration[option] },
    { path: [...path, 'configurations', name, option], value: undefined },
  ])
  return [{ place, name, options, changes }]
}
