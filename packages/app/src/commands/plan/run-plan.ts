import { planBuildMatrix, type PlannedModule, renderJson, type WorkspacePlan } from '@module-images/core'
import { openCommandWorkspace, readDefaultBase, type Workspace } from '@module-images/workspace'
import type { TextStyle } from '../../output/terminal.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry, wantedTags } from '../../session/destination.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { askNobody, type WorkspacePlanOptions, readWorkspacePlan, selectAll, type SelectModules } from './read-workspace-plan.js'

export interface PlanOptions {
  readonly output: 'table' | 'json' | 'github-matrix'
  /** Jobs of one level of the matrix, at most. */
  readonly jobs: number
  /** All levels of the matrix as one. */
  readonly flat?: boolean
  readonly offline: boolean
  /** As on the command line, separated by commas. */
  readonly tags: string | undefined
  /** Only what changed between these; nothing for all modules. */
  readonly affected: { readonly base: string | undefined; readonly head: string | undefined } | undefined
}

/** `plan`: 0 when every active module has a plan, 1 when one is broken or the registry did not answer. */
export async function runPlan(options: PlanOptions, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  for (const link of workspace.linkedFolders) context.log(`warning: ${link} is a link, behind which Nx finds no modules; it is left out`)
  const fixes = new Set<string>()
  const plan = await readPlan(workspace, options, { ...context, addFix: (fix) => void fixes.add(fix) })
  context.signal.throwIfAborted()
  context.print(await renderOutput(plan, options, context.style))
  const failures = [...plan.modules.filter(isBroken).map(renderBroken), ...(options.offline ? [] : renderUnknown(plan))]
  if (options.output !== 'table') for (const failure of failures) context.log(failure)
  for (const fix of fixes) context.log(`  ${fix}`)
  return failures.length === 0 ? 0 : 1
}

/** A context that also takes what a person may do about a registry that does not answer. */
interface PlanContext extends CommandContext {
  readonly addFix: (fix: string) => void
}

async function readPlan(workspace: Workspace, options: PlanOptions, context: PlanContext): Promise<WorkspacePlan> {
  const { environment } = context
  const named = nameRegistry(environment, workspace.settings)
  const planning: Omit<WorkspacePlanOptions, 'ask'> = {
    registry: named.prefix,
    tags: wantedTags(options.tags, environment, workspace.settings),
    select: options.affected ? await readAffected(workspace, options.affected, context) : selectAll,
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

async function renderOutput(plan: WorkspacePlan, { output, jobs, flat = false }: PlanOptions, style: TextStyle): Promise<string> {
  switch (output) {
    case 'json':
      return renderJson(plan, 2)
    // One line, so that it can be written to GITHUB_OUTPUT as it is.
    case 'github-matrix':
      return renderJson(planBuildMatrix(plan.modules, { jobs, flat }))
    case 'table':
      return (await import('./render-plan.js')).renderPlan(plan, style)
  }
}

/** CI leaves an inactive module alone, and so what is wrong with it. */
function isBroken({ error, active }: PlannedModule): boolean {
  return error !== undefined && active
}

function renderBroken({ name, error }: PlannedModule): string {
  const place = [error?.file, error?.line].filter((part) => part !== undefined).join(':')
  return `✗ ${name}: ${place === '' ? '' : `${place}: `}${error?.message ?? ''}`
}

function renderUnknown({ modules }: WorkspacePlan): string[] {
  const unknown = modules.filter(({ state, active, error }) => state === 'unknown' && active && !error)
  const reason = unknown[0]?.reasons.at(-1)
  return reason === undefined ? [] : [`✗ ${unknown.length} of ${modules.length} modules: ${reason}`]
}
