import {
  CHECK_RULES,
  checkModule,
  checkWorkspace,
  countFindings,
  type Finding,
  renderFindingAnnotations,
  renderFindings,
  renderFindingsJson,
  renderFindingsSarif,
} from '@module-images/check'
import { folderInRepository, openWorkspace, selectModules } from '@module-images/workspace'
import type { CommandContext } from '../../session/command-context.js'
import type { Colours } from '../../output/colour.js'
import { stateColour } from '../../output/state-colour.js'
import { writeAnnotations } from '../../output/write-output.js'
import { applyFixes } from './apply-fixes.js'
import { createFactsGatherer } from './gather-module-facts.js'
import { gatherWorkspaceFacts } from './gather-workspace-facts.js'

export interface DoctorOptions {
  readonly output: 'text' | 'json' | 'sarif'
  readonly fix: boolean
  /** Warnings fail as well. */
  readonly strict: boolean
}

/**
 * `doctor`: 0 where nothing fails, 1 where something does.
 *
 * @param given modules by name or folder; without any, all of them and the workspace itself
 */
export async function runDoctor(given: readonly string[], options: DoctorOptions, context: CommandContext): Promise<number> {
  const before = await findAll(given, context)
  const changed = options.fix ? await applyFixes(before.files, before.findings) : []
  for (const file of changed) context.log(`fixed ${file}`)
  // Checked again, so that nothing is reported fixed that is not.
  const { findings } = changed.length === 0 ? before : await findAll(given, context)
  const folder = folderInRepository(context.workspaceRoot)
  context.print(render(findings, options, folder, context.style.colours))
  if (context.environment.githubActions) writeAnnotations(renderFindingAnnotations(findings, folder), process.stderr)
  return isFailure(findings, options.strict) ? 1 : 0
}

/** Whether a check with these findings fails. */
export function isFailure(findings: readonly Finding[], strict: boolean): boolean {
  const { error, warning } = countFindings(findings)
  return error > 0 || (strict && warning > 0)
}

async function findAll(given: readonly string[], { workspaceRoot, askNx }: CommandContext) {
  const workspace = await openWorkspace(workspaceRoot, askNx)
  const { rules } = workspace.settings.checks
  const gather = createFactsGatherer(workspace, new Date().toISOString())
  const all = [...workspace.modules.values(), ...workspace.broken.values()]
  const selected = given.length === 0 ? { modules: all, broken: [] } : selectModules(workspace, given)
  const modules = [...selected.modules, ...selected.broken].sort((a, b) => (a.root < b.root ? -1 : 1))
  const findings = modules.flatMap((module) => checkModule(gather(module), rules))
  const about = given.length === 0 ? checkWorkspace(gatherWorkspaceFacts(workspace), rules) : []
  return { files: workspace.files, findings: [...findings, ...about] }
}

function render(findings: readonly Finding[], { output }: DoctorOptions, folder: string, colours: Colours): string {
  if (output === 'json') return renderFindingsJson(findings)
  if (output === 'sarif') return renderFindingsSarif(findings, CHECK_RULES, folder)
  return renderFindings(
    findings,
    { fix: '--fix', list: '--json' },
    { severity: (severity) => stateColour(severity, colours)(severity), fix: colours.cyan },
  )
}
