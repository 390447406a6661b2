import { renderPlace } from '@module-images/core'
import type { BuildFailure } from './build-failure.js'

/**
 * The end of a failed build's log: module, place, step, its last lines of output, the reason, what to do, and the command that
 * repeats it. Lines of output are indented behind a bar, so that none is read as a workflow command.
 */
export function renderBuildFailure(failure: BuildFailure, name: string): string {
  const where = failure.line === undefined ? '' : `${renderPlace({ file: failure.dockerfile, line: failure.line })}: `
  const parts = [
    `${where}${name} could not be built: ${indentRest(renderReason(failure))}`,
    ...(failure.step === undefined ? [] : [`  step:   ${failure.step}`]),
    ...(failure.lastLines.length === 0 ? [] : ['  output:', ...failure.lastLines.map((line) => `    | ${line}`)]),
    ...(failure.fix === undefined ? [] : [`  ${failure.fix}`]),
    ...(failure.code === 'cancelled' ? [] : [`  repeat: ${failure.reproduce}`]),
  ]
  return parts.join('\n')
}

/** BuildKit repeats the command of a step, which stands below in the author's own words. */
function renderReason({ message, step }: BuildFailure): string {
  return step === undefined ? message : message.replace(/^process ".*" did not complete successfully: /, 'the step ended with ')
}

function indentRest(text: string): string {
  return text.split('\n').join('\n    ')
}
