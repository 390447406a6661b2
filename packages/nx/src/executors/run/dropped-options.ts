import { ModuleImagesError } from '@module-images/core'
import { OWN_OPTIONS } from './command-arguments.js'

/**
 * Nx passes on nothing that stands before a bare `--`, so a `--command` there would be lost and another command run in its place.
 *
 * @param argv of the nx command
 * @throws ModuleImagesError `lost-option`
 */
export function rejectDroppedOptions(argv: readonly string[]): void {
  const dashes = argv.indexOf('--')
  const before = dashes < 0 ? [] : argv.slice(0, dashes)
  const lost = OWN_OPTIONS.find((name) => before.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)))
  if (lost === undefined) return
  throw new ModuleImagesError({
    code: 'lost-option',
    kind: 'input',
    message: `Nx passes on only what follows '--', so --${lost} would be lost.`,
    fix: `Put it after the '--', or leave the '--' out.`,
  })
}
