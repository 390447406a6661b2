import { lockableBases } from '@module-images/core'
import { createContentKeys, type LinkedModule, openCommandWorkspace, openWorkspace, type Workspace } from '@module-images/workspace'
import type { CommandContext } from '../../session/command-context.js'
import { type KeyChange, refreshJson, renderRefreshed } from './render-locks.js'
import { resolveLocks } from './resolve-locks.js'
import { writeLocks } from './write-locks.js'

/**
 * `refresh`: moves the bases of these modules to what their tags name now and raises their epochs, so that their keys and those of
 * all modules on them change. Parents that are not named stay as they are. All or nothing is written.
 */
export async function refreshModules(given: readonly string[], { json }: { json: boolean }, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  const options = { given, lookups: ({ bases }: LinkedModule) => lockableBases(bases), write: { raiseEpoch: true }, json }
  const outcome = await resolveLocks(workspace, options, context)
  if (outcome.kind === 'refused') return 1
  const before = await readContentTags(workspace)
  writeLocks(workspace.root, outcome.locks)
  const after = await readContentTags(await openWorkspace(context.workspaceRoot, context.askNx))
  const keys = compareTags(before, after)
  context.print(json ? refreshJson(outcome.locks, keys) : renderRefreshed(outcome.locks, keys, context.style))
  return outcome.complete ? 0 : 1
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
