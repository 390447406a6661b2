import { ModuleImagesError } from '../errors.js'
import { renderSuggestion } from '../suggest-name.js'
import type { Dockerfile } from './parse-dockerfile.js'

/**
 * Index of the stage that is built: the last of the target's name, else the last of all.
 *
 * @throws ModuleImagesError `unknown-target`
 */
export function findTargetStage({ stages, file }: Dockerfile, target: string | undefined): number {
  if (target === undefined || target === '') return stages.length - 1
  const index = stages.findLastIndex(({ name }) => name !== '' && name === target.toLowerCase())
  if (index >= 0) return index
  const names = stages.flatMap(({ name }) => (name === '' ? [] : [name]))
  const suggestion = renderSuggestion(target.toLowerCase(), names)
  const hint = names.length > 0 ? `Its stages are: ${names.join(', ')}.` : 'None of its stages has a name; give one with FROM … AS name.'
  throw new ModuleImagesError({
    code: 'unknown-target',
    kind: 'input',
    message: `The target '${target}' is no stage of this Dockerfile.`,
    place: { file },
    fix: [...(suggestion === undefined ? [] : [suggestion]), hint].join('\n'),
  })
}
