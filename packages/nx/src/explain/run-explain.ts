import { ModuleImagesError, RECIPE_VERSION } from '@module-images/core'
import type { GitPlace } from '@module-images/engine'
import type { CommandContext } from '../cli/command-context.js'
import { openCommitFiles } from '../revision/commit-files.js'
import { readDefaultBranch, readMergeBase, readRevision, type Revision } from '../revision/default-base.js'
import type { FileSource } from '../workspace/file-source.js'
import { selectModules } from '../workspace/select-modules.js'
import { NX_JSON, readDefaultBase, readWorkspace, readWorkspaceFrom, type Workspace } from '../workspace/read-workspace.js'
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
  const workspace = readWorkspace(context.workspaceRoot)
  const name = moduleName(workspace, given)
  const revision = since === undefined ? await readStart(place, workspace) : await readRevision(place, since)
  const explanations = await explainSince(name, workspace, revision, place)
  context.print(json ? renderJson(name, revision, explanations) : renderExplanation(explanations, revision))
  return 0
}

function moduleName(workspace: Workspace, given: string): string {
  const { modules, broken } = selectModules(workspace, [given])
  if (broken[0]) throw broken[0].error
  return modules[0]?.name ?? given
}

/** Where the work at hand left the default branch. */
async function readStart(place: GitPlace, workspace: Workspace): Promise<Revision> {
  const branch = await readDefaultBranch(place, readDefaultBase(workspace.files))
  const head = await readRevision(place, 'HEAD')
  return readMergeBase(place, branch, head.commit)
}

async function explainSince(name: string, now: Workspace, since: Revision, place: GitPlace): Promise<ModuleExplanation[]> {
  const files = await openCommitFiles(place, since.commit)
  try {
    return await explainModule(name, now, files.has(NX_JSON) ? readThen(files, since) : undefined)
  } finally {
    await files.close()
  }
}

/** A workspace that did not have the plugin had no modules. */
function readThen(files: FileSource, since: Revision): Workspace | undefined {
  try {
    return readWorkspaceFrom(files)
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    if (error.code === 'plugin-not-registered') return undefined
    const { code, kind, place, cause } = error
    throw new ModuleImagesError({ code, kind, message: `At ${since.name}: ${error.message}`, place, cause })
  }
}

function renderJson(module: string, since: Revision, explanations: readonly ModuleExplanation[]): string {
  const modules = explanations.map((explanation) =>
    explanation.kind === 'was-broken'
      ? { ...explanation, error: { code: explanation.error.code, message: explanation.error.message } }
      : explanation,
  )
  return JSON.stringify({ recipe: RECIPE_VERSION, module, since, modules }, null, 2)
}
