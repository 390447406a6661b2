import { lockableBases, planBaseLookups } from '@module-images/core'
import { openCommandWorkspace } from '@module-images/workspace'
import type { CommandContext } from '../../session/command-context.js'
import { checkJson, lockJson, renderChecked, renderLocked } from './render-locks.js'
import { type ResolveLocksOptions, resolveLocks } from './resolve-locks.js'
import { writeLocks } from './write-locks.js'

export interface LockOptions {
  readonly json: boolean
}

/** `lock`: adds what is not locked, drops what no module uses, moves nothing. All or nothing is written. */
export async function lockModules(given: readonly string[], { json }: LockOptions, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  const lookups: ResolveLocksOptions['lookups'] = ({ lock, bases }) => planBaseLookups(lock, lockableBases(bases))
  const outcome = await resolveLocks(workspace, { given, lookups, write: { raiseEpoch: false }, json }, context)
  if (outcome.kind === 'refused') return 1
  writeLocks(workspace.root, outcome.locks)
  context.print(json ? lockJson(outcome.locks) : renderLocked(outcome.locks, context.style))
  return outcome.complete ? 0 : 1
}

/** `lock --check`: writes nothing; 1 where a lock is not what registries and Dockerfiles say. */
export async function checkLocks(given: readonly string[], { json }: LockOptions, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  const outcome = await resolveLocks(workspace, { given, lookups: ({ bases }) => lockableBases(bases), write: false, json }, context)
  if (outcome.kind === 'refused') return 1
  context.print(json ? checkJson(outcome.locks) : renderChecked(outcome.locks, context.style))
  const isAsLocked = outcome.locks.every(({ changes }) => changes.every(({ kind }) => kind === 'same'))
  return isAsLocked && outcome.complete ? 0 : 1
}
