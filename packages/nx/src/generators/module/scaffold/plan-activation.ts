import {
  type InputProblem,
  lockfileKind,
  ModuleImagesError,
  pinsPackages,
  type Place,
  renderError,
  selectLockfiles,
} from '@module-images/core'
import { findTemplateMarker } from '@module-images/check'
import { LOCK_COMMAND } from './environment-template.js'

/** What the files of a module say, as far as they could be read. */
export interface ActivationFacts {
  /** Posix path from the workspace root. */
  readonly root: string
  readonly dockerfile: string
  /** Names of what lies directly in the module's folder. */
  readonly names: readonly string[]
  readonly build:
    | {
        readonly kind: 'read'
        /** Paths of the build inputs, from the module's folder. */
        readonly inputs: readonly string[]
        readonly problems: readonly InputProblem[]
        /** Whether a build cannot see this file of the folder. */
        readonly isIgnored: (path: string) => boolean
      }
    /** The module cannot be built at all. */
    | { readonly kind: 'broken'; readonly error: ModuleImagesError }
}

/**
 * All that stands in the way of activating a module: a Dockerfile nobody has made its own yet, a build that cannot succeed, lockfiles
 * the image does not have.
 */
export function findActivationProblems(facts: ActivationFacts): ModuleImagesError[] {
  const problems = [...templateProblems(facts)]
  if (facts.build.kind === 'broken') return [...problems, facts.build.error]
  const { inputs, problems: sources, isIgnored } = facts.build
  const file = `${facts.root}/Dockerfile`
  return [
    ...problems,
    ...sources.map(({ message, line, fix }) => problem('missing-source', message, { file, line }, fix)),
    ...unpinnedProblems(facts),
    ...selectLockfiles(facts.names)
      .filter((name) => pinsPackages(name) && !inputs.includes(name))
      // A copy of a hidden file is among the problems above, with its line.
      .filter((name) => !sources.some(({ message }) => message.startsWith(`'${name}'`)))
      .map((name) => uncopied(facts, name, isIgnored(name))),
  ]
}

/**
 * The same as one error, which lists all of them, each with its place.
 *
 * @throws ModuleImagesError `module-not-ready`
 */
export function checkActivation(name: string, facts: ActivationFacts): void {
  const problems = findActivationProblems(facts)
  if (problems.length === 0) return
  throw new ModuleImagesError({
    code: 'module-not-ready',
    kind: 'input',
    message: [`${name} cannot be activated yet:`, ...problems.map((error) => renderError(error))].join('\n'),
    fix: 'Nothing was changed.',
  })
}

function templateProblems({ root, dockerfile }: ActivationFacts): ModuleImagesError[] {
  const line = findTemplateMarker(dockerfile)
  if (line === undefined) return []
  const fix = 'Make it install what the module needs, then delete this line.'
  return [problem('template-dockerfile', 'The Dockerfile is still the template.', { file: `${root}/Dockerfile`, line }, fix)]
}

function unpinnedProblems({ root, names }: ActivationFacts): ModuleImagesError[] {
  const kinds = names.map(lockfileKind)
  const environment = names.find((name) => lockfileKind(name) === 'conda-environment')
  if (environment === undefined || kinds.includes('conda-lock') || kinds.includes('conda-platform')) return []
  const fix = `Lock it: cd ${root} && ${LOCK_COMMAND}`
  return [
    problem(
      'missing-lockfile',
      'Nothing pins what it asks for: conda-lock.yml is missing.',
      { file: `${root}/${environment}`, line: 1 },
      fix,
    ),
  ]
}

function uncopied({ root, dockerfile }: ActivationFacts, name: string, ignored: boolean): ModuleImagesError {
  const also = ignored ? `, and let it through .dockerignore with a last line !${name}` : ''
  return problem(
    'lockfile-not-copied',
    `The image does not have what ${name} pins: no COPY names it.`,
    { file: `${root}/Dockerfile`, line: lastFrom(dockerfile) },
    `Copy it and install from it${also}; or delete ${name}.`,
  )
}

/** The stage that a COPY is missing from, most likely. */
function lastFrom(dockerfile: string): number {
  return (
    Math.max(
      0,
      dockerfile.split('\n').findLastIndex((line) => /^\s*FROM\s/i.test(line)),
    ) + 1
  )
}

function problem(code: string, message: string, place: Place, fix?: string): ModuleImagesError {
  return new ModuleImagesError({ code, kind: 'input', message, place, fix })
}
