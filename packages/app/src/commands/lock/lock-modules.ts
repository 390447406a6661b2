import { lockableBases, planBaseLookups } from '@module-images/core'
import { openCommandWorkspace } from '@module-images/workspace'
import type { CommandContext } from '../../session/command-context.js'
import { reportFailures } from '../../report/module-failures.js'
import { checkJson, isWorthATable, lockJson, renderChecked, renderLocked } from './render-locks.js'
import { type ResolveLocksOptions, resolveLocks } from './resolve-locks.js'
import { writeLocks } from './write-locks.js'

export interface LockOptions {
  readonly json: boolean
}

/** `lock`: adds what is not locked, drops what no module uses, moves nothing. A module that cannot be locked keeps the lock it has. */
export async function lockModules(given: readonly string[], { json }: LockOptions, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  const lookups: ResolveLocksOptions['lookups'] = ({ lock, bases }) => planBaseLookups(lock, lockableBases(bases))
  const resolved = await resolveLocks(workspace, { given, lookups, write: { raiseEpoch: false }, json }, context)
  writeLocks(workspace.root, resolved.locks)
  if (json) context.print(lockJson(resolved))
  else if (isWorthATable(resolved)) context.print(renderLocked(resolved.locks, context.style))
  return reportFailures(resolved.failures, resolved.total, context)
}

/** `lock --check`: writes nothing; 1 where a lock is not what registries and Dockerfiles say. */
export async function checkLocks(given: readonly string[], { json }: LockOptions, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  const resolved = await resolveLocks(workspace, { given, lookups: ({ bases }) => lockableBases(bases), write: false, json }, context)
  if (json) context.print(checkJson(resolved))
  else if (isWorthATable(resolved)) context.print(renderChecked(resolved.locks, context.style))
  const isAsLocked = resolved.locks.every(({ changes }) => changes.every(({ kind }) => kind === 'same'))
  return reportFailures(resolved.failures, resolved.total, context) === 0 && isAsLocked ? 0 : 1
}
