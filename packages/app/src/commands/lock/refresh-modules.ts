import { lockableBases } from '@module-images/core'
import { createContentKeys, type LinkedModule, openCommandWorkspace, openWorkspace, type Workspace } from '@module-images/workspace'
import type { CommandContext } from '../../session/command-context.js'
import { reportFailures } from '../../report/module-failures.js'
import { type KeyChange, isWorthATable, refreshJson, renderRefreshed } from './render-locks.js'
import { resolveLocks } from './resolve-locks.js'
import { writeLocks } from './write-locks.js'

/**
 * `refresh`: moves the bases of these modules to what their tags name now and raises their epochs, so that their keys and those of
 * all modules on them change. Parents that are not named stay as they are, and so does a module that cannot be refreshed.
 */
export async function refreshModules(given: readonly string[], { json }: { json: boolean }, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  const options = { given, lookups: ({ bases }: LinkedModule) => lockableBases(bases), write: { raiseEpoch: true }, json }
  const resolved = await resolveLocks(workspace, options, context)
  const before = await readContentTags(workspace)
  writeLocks(workspace.root, resolved.locks)
  const after = await readContentTags(await openWorkspace(context.workspaceRoot, context.askNx))
  const keys = compareTags(before, after)
  if (json) context.print(refreshJson(resolved, keys))
  else if (isWorthATable(resolved)) context.print(renderRefreshed(resolved.locks, keys, context.style))
  return reportFailures(resolved.failures, resolved.total, context)
}

/** Content tags of all modules that can have one. */
async function readContentTags(workspace: Workspace): Promise<Map<string, string>> {
  const contentKeys = createContentKeys(workspace)
  const results = await Promise.all([...workspace.modules.keys()].map((name) => contentKeys.keyOf(name)))
  return new Map(results.flatMap((result) => (result.kind === 'keyed' ? [[result.module.name, result.contentTag] as const] : [])))
}

function compareTags(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): KeyChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])]
  const changes = names.map((module) => ({ module, before: before.get(module), after: after.get(module) }))
  return changes.filter((change) => change.before !== change.after)
}
