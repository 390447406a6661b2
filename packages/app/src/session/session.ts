import type { Clock } from '@module-images/registry'
import type { ContentKeys, Workspace } from '@module-images/workspace'
import type { Activities } from './activities.js'

/** What every part of a run takes: the modules, their keys, and the ways to log, wait and stop. */
export interface Session {
  readonly workspace: Workspace
  readonly contentKeys: ContentKeys
  readonly log: (line: string) => void
  readonly activities: Activities
  readonly signal: AbortSignal
  readonly clock: Clock
}

/** Runs at most so many of these tasks at a time. @param module the one that a task is about */
export type Limit = <T>(task: () => Promise<T>, module: string) => Promise<T>

/** Of the settings, the name of the target that builds images: for messages. */
export interface BuildTargetName {
  readonly workspace: { readonly settings: { readonly targets: Pick<Workspace['settings']['targets'], 'build'> } }
}
