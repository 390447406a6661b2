import { findUnfitNames, planBuildMatrix, renderJson, type WorkspacePlan } from '@module-images/core'
import { openCommandWorkspace, readDefaultBase, selectModules, type Workspace } from '@module-images/workspace'
import { readGivenFile } from '../../files/given-file.js'
import type { TextStyle } from '../../output/terminal.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry, wantedTags } from '../../session/destination.js'
import { EXIT_DONE, EXIT_FAILED, EXIT_PARTIAL } from '../../session/exit-codes.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { reportFailures } from '../../report/module-failures.js'
import {
  askNobody,
  type PlannedWorkspace,
  type WorkspacePlanOptions,
  readWorkspacePlan,
  selectAll,
  type SelectModules,
} from './read-workspace-plan.js'

export interface PlanOptions {
  /** Names or folders; none for all modules. */
  readonly modules: readonly string[]
  readonly output: 'table' | 'json' | 'github-matrix' | 'names'
  /** Jobs of one level of the matrix, at most. */
  readonly jobs: number
  /** All levels of the matrix as one. */
  readonly flat?: boolean
  /** A file with the content tags that need no test build any more, a line each. */
  readonly tested?: string | undefined
  readonly offline: boolean
  /** As on the command line, separated by commas. */
  readonly tags: string | undefined
  /** Only what changed between these; nothing for all modules. */
  readonly affected: { readonly base: string | undefined; readonly head: string | undefined } | undefined
}

/**
 * `plan`: 0 when every active module has a plan, 1 when one is broken or the registry did not answer; of a list that can be used without
 * what is missing, {@link EXIT_PARTIAL}.
 */
export async function runPlan(options: PlanOptions, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  for (const link of workspace.linkedFolders) context.log(`warning: ${link} is a link, behind which Nx finds no modules; it is left out`)
  const fixes = new Set<string>()
  const planned = await readPlan(workspace, options, { ...context, addFix: (fix) => void fixes.add(fix) })
  context.signal.throwIfAborted()
  const { plan } = planned
  const failures = failuresOf(planned, options.output)
  context.print(await renderOutput({ plan, failures }, options, context.style))
  reportFailures(failures, plan.modules.length, context)
  const unknown = options.offline ? NONE_UNKNOWN : findUnknown(plan)
  if (unknown.reason !== undefined) context.log(`✗ ${unknown.count} of ${plan.modules.length} modules: ${unknown.reason}`)
  for (const fix of fixes) context.log(`  ${fix}`)
  if (failures.length === 0 && unknown.count === 0) return EXIT_DONE
  return LISTS.has(options.output) && !unknown.isAll ? EXIT_PARTIAL : EXIT_FAILED
}

/** Outputs that others go on with. */
const LISTS: ReadonlySet<PlanOptions['output']> = new Set(['github-matrix', 'names'])

/** What the output lacks. Names have a module that is broken, too: its task says so, and fails. */
function failuresOf({ plan, failures }: PlannedWorkspace, output: PlanOptions['output']): PlannedWorkspace['failures'] {
  if (!LISTS.has(output)) return failures
  const active = plan.modules.filter((module) => module.active)
  if (output === 'names') return findUnfitNames(active)
  return [...failures, ...findUnfitNames(active.filter(({ action }) => action === 'build'))]
}

/** A context that also takes what a person may do about a registry that does not answer. */
interface PlanContext extends CommandContext {
  readonly addFix: (fix: string) => void
}

async function readPlan(workspace: Workspace, options: PlanOptions, context: PlanContext): Promise<PlannedWorkspace> {
  const { environment } = context
  const named = nameRegistry(environment, workspace.settings)
  const planning: Omit<WorkspacePlanOptions, 'ask'> = {
    registry: named.prefix,
    tags: wantedTags(options.tags, environment, workspace.settings),
    select: selectNamed(
      workspace,
      options.modules,
      options.affected ? await readAffected(workspace, options.affected, context) : selectAll,
    ),
  }
  if (options.offline) return readWorkspacePlan(workspace, { ...planning, ask: askNobody })
  if (options.output !== 'json') context.log(renderRegistryOrigin(context, workspace.settings))
  const { withRegistries } = await import('../../session/registry-access.js')
  const { createRepositoryTags } = await import('../../registry-view/repository-tags.js')
  return withRegistries({ ...context, named }, ({ registry }) => {
    const ask: WorkspacePlanOptions['ask'] = async (image, tag) => {
      const state = await createRepositoryTags(registry, image).state(tag)
      if (state.kind === 'unknown' && state.fix !== undefined) context.addFix(state.fix)
      return state
    }
    return readWorkspacePlan(workspace, { ...planning, ask })
  })
}

/** @throws ModuleImagesError where one of the names is none of a module */
function selectNamed(workspace: Workspace, names: readonly string[], select: SelectModules): SelectModules {
  if (names.length === 0) return select
  const { modules, broken } = selectModules(workspace, names)
  const wanted = new Set([...modules, ...broken].map(({ name }) => name))
  return (all) => new Map([...select(all)].filter(([name]) => wanted.has(name)))
}

async function readAffected(
  workspace: Workspace,
  { base, head }: NonNullable<PlanOptions['affected']>,
  { workspaceRoot: root, env, signal }: CommandContext,
): Promise<SelectModules> {
  const { readChangedFiles } = await import('./changed-files.js')
  const { findLinkedDefinitions } = await import('../../history/linked-definitions.js')
  const { selectAffected } = await import('./select-affected.js')
  const { files, modules, broken } = workspace
  const roots = [...modules.values(), ...broken.values()].map((module) => module.root)
  const linked = findLinkedDefinitions(files, roots)
  const beside = [...linked.keys()].some((path) => path.startsWith('../'))
  return selectAffected(await readChangedFiles({ root, env, signal }, { base, head, defaultBase: readDefaultBase(files), beside }), linked)
}

async function renderOutput(
  { plan, failures }: PlannedWorkspace,
  { output, jobs, flat = false, tested }: PlanOptions,
  style: TextStyle,
): Promise<string> {
  switch (output) {
    case 'json':
      return renderJson(plan, 2)
    // One line, so that it can be written to GITHUB_OUTPUT as it is.
    case 'github-matrix':
      return renderJson(planBuildMatrix(plan.modules, { jobs, flat, tested: readTested(tested), failures }))
    case 'names':
      return namesOf(plan, failures).join(',')
    case 'table':
      return (await import('./render-plan.js')).renderPlan(plan, style)
  }
}

function namesOf({ modules }: WorkspacePlan, failures: PlannedWorkspace['failures']): string[] {
  const failed = new Set(failures.map(({ module }) => module))
  return modules.filter(({ name, active }) => active && !failed.has(name)).map(({ name }) => name)
}

function readTested(file: string | undefined): ReadonlySet<string> {
  return new Set(file === undefined ? [] : readGivenFile(file).split('\n'))
}

/** The modules that the registry gave no answer for. */
interface UnknownModules {
  readonly count: number
  /** Nothing at all is known of the registry. */
  readonly isAll: boolean
  readonly reason?: string | undefined
}

const NONE_UNKNOWN: UnknownModules = { count: 0, isAll: false }

function findUnknown({ modules }: WorkspacePlan): UnknownModules {
  const asked = modules.filter(({ active, error }) => active && !error)
  const unknown = asked.filter(({ state }) => state === 'unknown')
  return { count: unknown.length, isAll: unknown.length > 0 && unknown.length === asked.length, reason: unknown[0]?.reasons.at(-1) }
}
