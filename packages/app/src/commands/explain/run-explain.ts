import { type ModuleImagesError, RECIPE_VERSION, renderJson } from '@module-images/core'
import type { GitPlace } from '@module-images/git'
import { openCommandWorkspace, selectModules, type Workspace } from '@module-images/workspace'
import type { CommandContext } from '../../session/command-context.js'
import type { Revision } from '../../history/default-base.js'
import { noteOfRevision, readSince, withWorkspaceAt } from '../../history/workspace-at.js'
import { explainModule, type ModuleExplanation } from './explain-module.js'
import { renderExplanation } from './render-explanation.js'

export interface ExplainOptions {
  readonly json: boolean
  /** A revision of git; nothing for where the work at hand left the default branch. */
  readonly since: string | undefined
}

/** `explain`: 0 whether or not anything differs; a module that is broken now is an error. */
export async function runExplain(given: string, { json, since }: ExplainOptions, context: CommandContext): Promise<number> {
  const place: GitPlace = { root: context.workspaceRoot, env: context.env, signal: context.signal }
  const workspace = await openCommandWorkspace(context)
  const name = moduleName(workspace, given)
  const revision = await readSince(place, since, workspace)
  const note = noteOfRevision(workspace, revision)
  if (note !== undefined) context.log(note)
  const explanations = await explainSince(name, workspace, revision, place)
  context.print(json ? explanationJson(name, revision, explanations) : renderExplanation(explanations, revision, context.style))
  return 0
}

function moduleName(workspace: Workspace, given: string): string {
  const { modules, broken } = selectModules(workspace, [given])
  if (broken[0]) throw broken[0].error
  return modules[0]?.name ?? given
}

async function explainSince(name: string, now: Workspace, since: Revision, place: GitPlace): Promise<ModuleExplanation[]> {
  return withWorkspaceAt(place, since, undefined, (then) => explainModule(name, now, then))
}

function explanationJson(module: string, since: Revision, explanations: readonly ModuleExplanation[]): string {
  const modules = explanations.map((explanation) =>
    'error' in explanation ? { ...explanation, error: errorJson(explanation.error) } : explanation,
  )
  return renderJson({ recipe: RECIPE_VERSION, module, since, modules }, 2)
}

function errorJson({ code, message, place }: ModuleImagesError): object {
  return { code, message, place }
}
