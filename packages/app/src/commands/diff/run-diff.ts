import { failuresJson, type ModuleFailure, renderJson } from '@module-images/core'
import type { GitPlace } from '@module-images/git'
import type { RegistryClient } from '@module-images/registry'
import { type ModuleIdentity, openCommandWorkspace, selectModules, type Workspace } from '@module-images/workspace'
import { withRegistries } from '../../session/registry-access.js'
import type { Revision } from '../../history/default-base.js'
import type { CommandContext } from '../../session/command-context.js'
import type { TextStyle } from '../../output/terminal.js'
import { nameRegistry } from '../../session/destination.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { type ModuleOutcomes, reportFailures, runForEach } from '../../report/module-failures.js'
import { noteOfRevision, readSince, withWorkspaceAt } from '../../history/workspace-at.js'
import { LOCKFILES } from '../../packages/lockfile-files.js'
import { createDiffSide, diffModule, type ModuleDiff } from './diff-module.js'
import { renderDiff, renderDiffMarkdown } from './render-diff.js'

export interface DiffOptions {
  /** Names or folders; none means the active ones whose image differs. */
  readonly modules: readonly string[]
  /** A revision of git; nothing for where the work at hand left the default branch. */
  readonly since: string | undefined
  readonly output: 'text' | 'markdown' | 'json'
  /** Ask no registry: sizes are left out. */
  readonly offline: boolean
}

/** `diff`: 0 whether or not anything differs, 1 where a module is broken now; the others are compared all the same. */
export async function runDiff(options: DiffOptions, context: CommandContext): Promise<number> {
  const place: GitPlace = { root: context.workspaceRoot, env: context.env, signal: context.signal }
  const workspace = await openCommandWorkspace(context)
  const selected = selectModules(workspace, options.modules)
  const modules = [...selected.modules, ...selected.broken]
  const since = await readSince(place, options.since, workspace)
  const note = noteOfRevision(workspace, since)
  if (note !== undefined) context.log(note)
  const { results, failures } = await withWorkspaceAt(place, since, LOCKFILES, (then) =>
    diffAll(modules, { now: workspace, then }, options, context),
  )
  const diffs =
    options.modules.length > 0
      ? results
      : results.filter(({ kind, packages, unread }) => kind !== 'same' || packages.length + unread.length > 0)
  context.signal.throwIfAborted()
  context.print(renderOutput({ since, diffs, failures }, options, context.style))
  return reportFailures(failures, modules.length, context)
}

interface WorkspaceDiff {
  readonly since: Revision
  readonly diffs: readonly ModuleDiff[]
  readonly failures: readonly ModuleFailure[]
}

function renderOutput({ since, diffs, failures }: WorkspaceDiff, { output }: DiffOptions, style: TextStyle): string {
  switch (output) {
    case 'json':
      return renderJson({ since, modules: diffs, broken: failuresJson(failures) }, 2)
    case 'markdown':
      return renderDiffMarkdown(diffs, since, failures)
    case 'text':
      return renderDiff(diffs, since, style)
  }
}

async function diffAll(
  modules: readonly ModuleIdentity[],
  { now, then }: { readonly now: Workspace; readonly then: Workspace | undefined },
  { offline, output }: DiffOptions,
  context: CommandContext,
): Promise<ModuleOutcomes<ModuleDiff>> {
  const sides = { now: createDiffSide(now), before: then && createDiffSide(then) }
  const prefix = context.environment.registry ?? now.settings.registry
  const diff = (registry?: RegistryClient) => runForEach(modules, context, ({ name }) => diffModule(name, { ...sides, prefix, registry }))
  if (offline) return diff()
  if (output !== 'json') context.log(renderRegistryOrigin(context, now.settings))
  return withRegistries({ ...context, named: nameRegistry(context.environment, now.settings) }, ({ registry }) => diff(registry))
}
