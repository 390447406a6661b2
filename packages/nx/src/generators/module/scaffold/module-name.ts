import { isRepository, ModuleImagesError } from '@module-images/core'

/** A name that is not free any more, and whose it is, for the person who wanted it. */
export interface TakenName {
  readonly name: string
  /** `the folder analyses/hello-R`, `the image of the module in analyses/a` */
  readonly owner: string
}

/** One name serves as folder, Nx project, image, conda environment and part of a workflow's file name. */
const MAX_LENGTH = 100
const SHAPE = /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/

const MODULE_NAME_RULE =
  `A name has letters and digits, with single . _ or - between them, at most ${MAX_LENGTH} characters; ` +
  'no other module may have it in any other case, and it must not be a device of Windows or a workflow of this system.'

/** Devices, with any extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/** `docker_affected.yml` and `docker_all-modules.yml` belong to all modules. */
const WORKFLOW_NAMES = new Set(['affected', 'all-modules'])

/**
 * Refuses a name for a new module before anything is written.
 *
 * @throws ModuleImagesError `bad-module-name` or `module-name-taken`, with the rule
 */
export function checkModuleName(name: string, taken: readonly TakenName[]): void {
  const fault = findFault(name)
  if (fault !== undefined) throw refusal('bad-module-name', `'${shown(name)}' cannot be the name of a module: ${fault}.`)
  const owner = taken.find((other) => other.name.toLowerCase() === name.toLowerCase())
  if (owner === undefined) return
  const how = owner.name === name ? 'is taken' : `differs only in case from '${owner.name}'`
  throw refusal('module-name-taken', `The name '${name}' ${how}: it is ${owner.owner}.`)
}

function findFault(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > MAX_LENGTH) return `it has ${name.length} characters`
  if (!SHAPE.test(name)) return 'it holds other characters, or ends or doubles a separator'
  if (WINDOWS_DEVICE.test(name)) return 'Windows keeps it for a device'
  if (WORKFLOW_NAMES.has(name.toLowerCase())) return `docker_${name.toLowerCase()}.yml is the workflow of all modules`
  return isRepository(name.toLowerCase()) ? undefined : 'no registry takes it as the name of an image'
}

function refusal(code: string, message: string): ModuleImagesError {
  return new ModuleImagesError({ code, kind: 'input', message, fix: MODULE_NAME_RULE })
}

/** A hostile name may be long and hold control characters; neither belongs on a terminal. */
function shown(name: string): string {
  const printable = name.replace(/[^\x20-\x7e]/g, '?')
  return printable.length > 60 ? `${printable.slice(0, 60)}…` : printable
}
