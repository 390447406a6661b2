import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import { visibleText } from '@module-images/core'
import {
  checkModule,
  type Finding,
  type FindingCommands,
  isToldTogether,
  renderFindingAnnotations,
  renderFindings,
} from '@module-images/check'
import * as v from 'valibot'
import { createFactsGatherer, isFailure, writeAnnotations, writeLog } from '@module-images/app'
import { folderInRepository } from '@module-images/workspace'
import { failedResults, isGithubActions, readTaskOutput, type TaskResult, tellFailure } from '../task-output.js'
import { parseTaskOptions, parseBatchTasks } from '../task-options.js'
import { type NxContext, readTaskWorkspace } from '../task-workspace.js'

/** `strict`: fail on warnings as well. Mirrors check-executor.json. */
export const checkOptionsSchema = v.looseObject({ strict: v.optional(v.boolean(), false) })

export type CheckExecutorOptions = v.InferInput<typeof checkOptionsSchema>

/** All `docker-check` tasks of an nx run, in one process and with one reading of the workspace; each fails by itself. */
export async function* checkBatch(
  taskGraph: TaskGraph,
  options: Readonly<Record<string, CheckExecutorOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ task: string; result: TaskResult }> {
  const githubActions = isGithubActions()
  try {
    const tasks = parseBatchTasks(checkOptionsSchema, taskGraph, options)
    const check = createCheck(context)
    const later: Finding[] = []
    for (const {
      id,
      project,
      options: { strict },
    } of tasks) {
      const all = check(project)
      const success = !isFailure(all, strict)
      // Of many modules, what has to be fixed comes first; all else is told once, after them.
      const isLater = (finding: Finding) => tasks.length > 1 && !isFailure([finding], strict) && (success || isToldTogether(finding))
      const findings = all.filter((finding) => !isLater(finding))
      later.push(...all.filter(isLater))
      const terminalOutput = findings.length === 0 ? '' : visibleText(`${renderFindings(findings, commandsOf(project))}\n`)
      // Nx shows nothing of a task of a batch that succeeded, and the output of one that failed.
      if (success && findings.length > 0) writeLog(`\n${project}\n\n${terminalOutput}`)
      if (githubActions) writeAnnotations(renderFindingAnnotations(findings, folderInRepository(context.root)))
      yield { task: id, result: { success, terminalOutput, status: success ? 'success' : 'failure' } }
    }
    if (later.length > 0) writeLog(`\n${visibleText(renderFindings(later, commandsOf()))}\n`)
    if (githubActions) writeAnnotations(renderFindingAnnotations(later, folderInRepository(context.root)))
  } catch (error) {
    const { style } = readTaskOutput(process.env, { batch: true })
    yield* failedResults(Object.keys(taskGraph.tasks), error, { root: context.root, style })
  }
}

/** The same for one task in a process of its own, as under `--batch=false`. */
export async function checkTask(options: CheckExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const githubActions = isGithubActions()
  try {
    const { strict } = parseTaskOptions(checkOptionsSchema, options, context.targetName ?? 'docker-check')
    const { projectName = '' } = context
    const findings = createCheck(context)(projectName)
    writeLog(renderFindings(findings, commandsOf(projectName)))
    if (githubActions) writeAnnotations(renderFindingAnnotations(findings, folderInRepository(context.root)))
    return { success: !isFailure(findings, strict) }
  } catch (error) {
    const { style } = readTaskOutput(process.env, { batch: false })
    return tellFailure(error, { root: context.root, style })
  }
}

function createCheck(context: NxContext): (project: string) => Finding[] {
  const workspace = readTaskWorkspace(context)
  const gather = createFactsGatherer(workspace, new Date().toISOString())
  return (project) => {
    const module = workspace.modules.get(project) ?? workspace.broken.get(project)
    if (!module) throw new Error(`Nx runs the checks of ${project}, which is not a module of the workspace`)
    return checkModule(gather(module), workspace.settings.checks.rules)
  }
}

/** A task that writes into its inputs would be no check: another command does. */
function commandsOf(project?: string): FindingCommands {
  const doctor = `npx --no module-images doctor${project === undefined ? '' : ` ${project}`}`
  return { fix: `${doctor} --fix`, list: `${doctor} --json` }
}
