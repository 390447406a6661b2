import { renderPlace } from '@module-images/core'
import type { BuildFailure } from './build-failure.js'

/**
 * The end of a failed build's log: module, place, step, its last lines of output, the reason, what to do, and the command that
 * repeats it. Lines of output are indented behind a bar, so that none is read as a workflow command.
 */
export function renderBuildFailure(failure: BuildFailure, name: string): string {
  const where = failure.line === undefined ? '' : `${renderPlace({ file: failure.dockerfile, line: failure.line })}: `
  const parts = [
    `${where}${name} could not be built: ${indentRest(failure.message)}`,
    ...(failure.step === undefined ? [] : [`  step:   ${failure.step}`]),
    ...(failure.lastLines.length === 0 ? [] : ['  output:', ...failure.lastLines.map((line) => `    | ${line}`)]),
    ...(failure.fix === undefined ? [] : [`  ${failure.fix}`]),
    ...(failure.code === 'cancelled' ? [] : [`  repeat: ${failure.reproduce}`]),
  ]
  return parts.join('\n')
}

function indentRest(text: string): string {
  return text.split('\n').join('\n    ')
}
