import { basename } from 'node:path/posix'
import { isDeepStrictEqual } from 'node:util'
import { ModuleImagesError, type Place, pathIn } from '@module-images/core'
import { IMAGE_OPTION_NAMES } from './build-options.js'
import type { Settings } from './settings.js'

/** Tag of a module that builds locally and that CI leaves alone. */
export const INACTIVE_TAG = 'docker:inactive'

/** Tag of a module that CI builds and publishes where `activation` is `opt-in`. */
export const ACTIVE_TAG = 'docker:active'

/** Whether CI builds and publishes a module with these tags. {@link INACTIVE_TAG} wins. */
export function isActive(tags: readonly string[], { activation }: Pick<Settings, 'activation'>): boolean {
  if (tags.includes(INACTIVE_TAG)) return false
  return activation === 'opt-out' || tags.includes(ACTIVE_TAG)
}

/** What Nx's merged configuration says of a project, as far as it makes an image. */
export interface NxProject {
  /** Posix path from the workspace root; `.` for the root itself. */
  readonly root: string
  readonly name?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly targets?: Readonly<Record<string, NxTarget>> | undefined
  readonly metadata?: { readonly description?: string; readonly [NAME_TAKEN_BY]?: string } | undefined
}

/** Inference notes here which folder has the name that this one would have. */
const NAME_TAKEN_BY = 'module-images:nameTakenBy'

/** One target of a project, without what a configuration or a command line adds to its options. */
export interface NxTarget {
  readonly executor?: string | undefined
  readonly options?: Readonly<Record<string, unknown>> | undefined
  readonly configurations?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined
  readonly defaultConfiguration?: string | undefined
  readonly cache?: boolean | undefined
  readonly dependsOn?: readonly unknown[] | undefined
}

/** The one definition of a module in a checkout: what makes its image comes from here and from its files, whoever asks. */
export interface ModuleDefinition {
  readonly root: string
  /** Of the Nx project. */
  readonly name: string
  readonly active: boolean
  /** Options of its build, not checked yet. */
  readonly options: Readonly<Record<string, unknown>>
  /** Options of each of its targets, by the target's name. */
  readonly optionsOf: (target: string) => Readonly<Record<string, unknown>>
  /** Where its options can be set, for errors. */
  readonly place: Place
  /** What makes the definition one that no image can be made by. */
  readonly fault?: ModuleImagesError
}

/**
 * Project names that can stand in a file name and in a command line as they are.
 * Nx allows more; a path such as `../x` must not get as far as a receipt.
 */
const PROJECT_NAME = /^(?:@[A-Za-z0-9][\w.-]*\/)?[A-Za-z0-9][\w.-]*$/

/** True for a name that leads nowhere else where it stands in a path. */
export function isProjectName(name: string): boolean {
  return PROJECT_NAME.test(name)
}

/** Reads a module's definition from the configuration that Nx has merged. Never throws: what is wrong is the module's `fault`. */
export function readDefinition(project: NxProject, settings: Settings): ModuleDefinition {
  const { root, tags = [], targets = {} } = project
  const place = { file: pathIn(root, 'project.json') }
  const name = project.name ?? basename(root)
  const fault = findNameFault(project, name, place) ?? findFault(name, targets, settings, place)
  const optionsOf = (target: string) => targets[target]?.options ?? {}
  return {
    root,
    name: isProjectName(name) ? name : nameOfPath(root),
    active: isActive(tags, settings),
    options: withoutAction(optionsOf(settings.targets.build)),
    optionsOf,
    place,
    ...(fault === undefined ? {} : { fault }),
  }
}

/**
 * Two folders of one name in different places would stop Nx altogether, so the later ones are named by their path, and have a fault.
 *
 * @returns to be called for each project, in order of root
 */
export function createUniqueNames(): (project: NxProject) => NxProject {
  const first = new Map<string, string>()
  return (project) => {
    const name = project.name ?? basename(project.root)
    const taken = first.get(name)
    if (taken !== undefined) return { ...project, name: nameOfPath(project.root), metadata: { [NAME_TAKEN_BY]: taken } }
    first.set(name, project.root)
    return project
  }
}

function nameOfPath(root: string): string {
  return root.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
}

function findNameFault({ root, metadata }: NxProject, name: string, place: Place): ModuleImagesError | undefined {
  const taken = metadata?.[NAME_TAKEN_BY]
  if (taken === undefined) return isProjectName(name) ? undefined : badName(name, place)
  return new ModuleImagesError({
    code: 'module-name-collision',
    kind: 'input',
    message: `Its name would also be that of ${taken}.`,
    place: { file: root },
    fix: 'Rename one of the folders, or name one in its project.json.',
  })
}

/** What inference says of the target; no option of a build. */
function withoutAction({ action: _action, ...options }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return options
}

function findFault(
  name: string,
  targets: NonNullable<NxProject['targets']>,
  { targets: names, checks }: Settings,
  place: Place,
): ModuleImagesError | undefined {
  if (Object.keys(targets).length === 0) return undefined
  const cached = [names.build, checks.target].find((target) => targets[target]?.cache === true)
  if (cached !== undefined) {
    return new ModuleImagesError({
      code: 'cached-target',
      kind: 'input',
      message: `The configuration lets Nx cache ${name}:${cached}: Nx would report a success without looking whether the image is there.`,
      place,
      fix: `Take "cache" off ${cached} in project.json, package.json and the targetDefaults of nx.json. What is there already is not built again.`,
    })
  }
  const { defaultConfiguration, configurations = {}, options = {} } = targets[names.build] ?? {}
  const changed = defaultConfiguration && findImageChange(configurations[defaultConfiguration] ?? {}, options)
  return changed ? changesImage(`${name}:${names.build}`, changed, `its defaultConfiguration '${defaultConfiguration}'`, place) : undefined
}

/** The first of these options that would make another image than the definition's; what they do not say changes nothing. */
export function findImageChange(given: Readonly<Record<string, unknown>>, defined: Readonly<Record<string, unknown>>): string | undefined {
  return IMAGE_OPTION_NAMES.find((name) => given[name] !== undefined && !isDeepStrictEqual(given[name], defined[name]))
}

/** @param source `the command line or a configuration` */
export function changesImage(task: string, option: string, source: string, place: Place): ModuleImagesError {
  return new ModuleImagesError({
    code: 'option-changes-image',
    kind: 'input',
    message: `The option '${option}' of ${task} comes from ${source} and would make another image: an image has one definition in a checkout.`,
    place,
    fix: `Set it under targets, ${task.slice(task.lastIndexOf(':') + 1)}, options, where every command reads it. For two images, make two modules.`,
  })
}

function badName(name: string, place: Place): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-project-name',
    kind: 'input',
    message: `'${name}' is not a name that a module can have.`,
    place,
    fix: 'Name the project with letters, digits and . _ - between them, with or without a scope: @scope/name.',
  })
}
