import { renderJson } from '@module-images/core'
import { LOCKFILE_KINDS } from '@module-images/lockfiles'
import type { GitPlace } from '@module-images/git'
import { openCommandWorkspace, selectModules, type Workspace } from '@module-images/workspace'
import { createRegistryAccess } from '../../session/registry-access.js'
import type { Revision } from '../../history/default-base.js'
import type { CommandContext } from '../../session/command-context.js'
import type { TextStyle } from '../../output/terminal.js'
import { nameRegistry } from '../../session/destination.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { noteOfRevision, readSince, withWorkspaceAt } from '../../history/workspace-at.js'
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

/** `diff`: 0 whether or not anything differs; a module that is broken now is an error. */
export async function runDiff(options: DiffOptions, context: CommandContext): Promise<number> {
  const place: GitPlace = { root: context.workspaceRoot, env: context.env, signal: context.signal }
  const workspace = await openCommandWorkspace(context)
  const names = wantedModules(workspace, options.modules)
  const since = await readSince(place, options.since, workspace)
  const note = noteOfRevision(workspace, since)
  if (note !== undefined) context.log(note)
  const lockfiles = LOCKFILE_KINDS.map(({ fileName }) => fileName)
  const all = await withWorkspaceAt(place, since, lockfiles, (then) => diffAll(names, { now: workspace, then }, options, context))
  const diffs = options.modules.length > 0 ? all : all.filter(({ kind, packages }) => kind !== 'same' || packages.length > 0)
  context.signal.throwIfAborted()
  context.print(renderOutput({ since, modules: diffs }, options, context.style))
  return 0
}

function renderOutput(
  { since, modules }: { readonly since: Revision; readonly modules: readonly ModuleDiff[] },
  { output }: DiffOptions,
  style: TextStyle,
): string {
  switch (output) {
    case 'json':
      return renderJson({ since, modules }, 2)
    case 'markdown':
      return renderDiffMarkdown(modules, since)
    case 'text':
      return renderDiff(modules, since, style)
  }
}

function wantedModules(workspace: Workspace, given: readonly string[]): string[] {
  const { modules, broken } = selectModules(workspace, given)
  if (broken[0]) throw broken[0].error
  return modules.map(({ name }) => name)
}

async function diffAll(
  names: readonly string[],
  { now, then }: { readonly now: Workspace; readonly then: Workspace | undefined },
  { offline, output }: DiffOptions,
  context: CommandContext,
): Promise<ModuleDiff[]> {
  const sides = { now: createDiffSide(now), before: then && createDiffSide(then) }
  const prefix = context.environment.registry ?? now.settings.registry
  if (offline) return Promise.all(names.map((name) => diffModule(name, { ...sides, prefix, registry: undefined })))
  if (output !== 'json') context.log(renderRegistryOrigin(context, now.settings))
  const { registry } = createRegistryAccess({ ...context, named: nameRegistry(context.environment, now.settings) })
  try {
    return await Promise.all(names.map((name) => diffModule(name, { ...sides, prefix, registry })))
  } finally {
    await registry.close()
  }
}
