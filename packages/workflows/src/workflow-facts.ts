import { ModuleImagesError, type WorkflowOptions } from '@module-images/core'
import type { PackageManager } from './package-manager.js'
import type { ActionPins } from './pins.js'

/** What the workflows of a workspace are made from. */
export interface WorkflowFacts {
  /** Where the workspace lies in its repository, posix; `''` at the top. */
  readonly folder: string
  readonly modules: readonly WorkflowModule[]
  readonly registry: { readonly kind: WorkflowRegistry; readonly host: string }
  /** Of all images together, sorted: `linux/amd64`. */
  readonly platforms: readonly string[]
  /** Builds take layers that other runners left, and leave their own. */
  readonly sharesLayers: boolean
  readonly targets: { readonly build: string; readonly push: string; readonly run: string; readonly check: string }
  readonly packageManager: PackageManager
  readonly options: WorkflowOptions & { readonly defaultBranch: string }
  readonly pins: ActionPins
}

/**
 * How jobs sign in: with an AWS role to publish, with a role to read as well, with the job's own token to publish, or with a password kept in
 * the environment.
 */
export type WorkflowRegistry = 'ecr-public' | 'ecr' | 'ghcr' | 'oci'

export interface WorkflowModule {
  /** Of the Nx project. */
  readonly name: string
  /** Posix path from the workspace root. */
  readonly root: string
  readonly active: boolean
  /** Whether it has a script, or a command of its own, to run in its image. */
  readonly runs: boolean
  /** Its `run_{module}.yml` was written by hand and stays; whether another workflow may call it. */
  readonly ownRun?: { readonly callable: boolean }
}

/** Refuses a folder that a workflow cannot name. @throws ModuleImagesError `unfit-workspace-folder` */
export function checkWorkflowFolder(folder: string): void {
  if (!CONTROL.test(folder) && !folder.includes('${{')) return
  throw new ModuleImagesError({
    code: 'unfit-workspace-folder',
    kind: 'input',
    message: `The workspace lies in the folder '${folder.replace(new RegExp(CONTROL, 'gu'), '?')}' of its repository, whose name has control characters or \${{ in it.`,
    fix: 'Rename the folder.',
  })
}

/** Names that mean one thing as a file name, in a shell and in a list. */
const PLAIN_NAME = /^[A-Za-z0-9][\w.-]{0,99}$/

/** Workflows of the whole workspace would have the same file. */
const RESERVED = /^(?:affected|all-modules(?:-\d+)?)$/i

/** Paths a comment and a filter pattern hold in one line. https://www.unicode.org/charts/PDF/U2000.pdf has the last two. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u

/**
 * Refuses what cannot be the name of a workflow file or stand in one, before anything is written.
 *
 * @throws ModuleImagesError `unfit-module-name`, `reserved-module-name`, `module-name-collision`, `unfit-module-root`
 */
export function checkWorkflowModules(modules: readonly WorkflowModule[]): void {
  const taken = new Map<string, WorkflowModule>()
  for (const module of modules) {
    const { name, root } = module
    if (CONTROL.test(root)) throw refuse('unfit-module-root', module, 'Its folder has control characters in its name.')
    if (!PLAIN_NAME.test(name)) throw refuse('unfit-module-name', module, `'${name}' cannot be part of the name of a workflow file.`)
    if (RESERVED.test(name)) throw refuse('reserved-module-name', module, `'${name}' is in the names of the workflows of all modules.`)
    const other = taken.get(name.toLowerCase())
    if (other) throw refuse('module-name-collision', module, `'${name}' and '${other.name}' are one file name on some systems.`)
    taken.set(name.toLowerCase(), module)
  }
}

function refuse(code: string, { root }: WorkflowModule, message: string): ModuleImagesError {
  const shown = root.replace(new RegExp(CONTROL, 'gu'), '?')
  const fix = `Give the module another name in ${shown}/project.json, "name": letters, digits, and . _ - between them; or rename its folder.`
  return new ModuleImagesError({ code, kind: 'input', message, place: { file: shown }, fix })
}
