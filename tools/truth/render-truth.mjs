// @ts-check
import { renderCommand } from './commands.mjs'

/** How it stands, in a line. @param {number} seed @param {import('./run-truth.mjs').TruthOutcome} outcome */
export function tellTruth(seed, { sequences, commands, claims, lies, failures }) {
  return `seed ${seed}: ${sequences} sequences, ${commands} commands, ${claims} claims, ${lies.length} lies, ${failures.length} failures`
}

/**
 * A fault with the steps up to it.
 *
 * @param {import('./run-truth.mjs').Found} found
 * @param {boolean} [withOutput] with all that the command printed
 */
export function renderFound({ sequence, step, command, what, output }, withOutput = false) {
  const steps = sequence.steps.slice(0, step + 1).map((one, index) => `  ${index}  ${renderStep(one)}`)
  return [
    `sequence ${sequence.name}, step ${step}: ${command}: ${what}`,
    ...steps,
    ...(withOutput ? [output.replace(/^/gm, '    ')] : []),
  ].join('\n')
}

/** @param {import('./arbitrary-steps.mjs').Step} step */
function renderStep(step) {
  switch (step.do) {
    case 'edit':
      return `write ${step.token} into ${step.file}`
    case 'remove':
      return `rm -r ${step.file}`
    case 'commit':
      return 'git commit'
    case 'rmi':
      return `docker rmi ${step.module}`
    default:
      return step.commands.map(renderCommand).join(' & ')
  }
}
