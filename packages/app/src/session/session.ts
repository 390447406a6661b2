import type { Engine } from '@module-images/engine'
import type { GitFacts } from '@module-images/git'
import type { Clock, RegistryClient } from '@module-images/registry'
import type { Mirror } from '@module-images/core'
import type { ContentKeys, Workspace } from '@module-images/workspace'
import type { CommittedContent } from '../committed/committed-content.js'
import type { AnonymousConfig } from './anonymous-config.js'
import type { BranchTip } from '../publish/branch-tip.js'
import type { EngineImages } from './engine-images.js'
import type { ParentTags } from '../build/parent-tags.js'
import type { PushConfig } from './push-config.js'
import type { RegistryLookups } from './registry-lookups.js'
import type { Repositories } from '../publish/repositories.js'

/** Runs at most so many of these tasks at a time. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>

/** All that the modules of one run share: asked once, used by each. */
export interface Session {
  readonly workspace: Workspace
  /** Host and prefix images are published under in this run. */
  readonly registryPrefix: string
  readonly mirrors: readonly Mirror[]
  readonly contentKeys: ContentKeys
  /** Keys that builds of the same nx run have reported before, in other processes, by module. */
  readonly builtKeys: ReadonlyMap<string, string>
  readonly engine: Engine
  readonly engineImages: EngineImages
  readonly parentTags: ParentTags
  /** Of each module's image in this run, by the module's name, as far as they are known: a child's receipt names its parent's. */
  readonly digests: Map<string, string>
  readonly registry: RegistryClient
  readonly lookups: RegistryLookups
  readonly repositories: Repositories
  /** A configuration folder for the engine's pushes; undefined where the user's own serves. */
  readonly pushConfig: PushConfig['path']
  /** For pulls that the user's sign-in stands in the way of. */
  readonly anonymousConfig: AnonymousConfig['path']
  /** Names of the proxy arguments that Docker's configuration gives to builds. */
  readonly configuredProxies: () => Promise<ReadonlySet<string>>
  readonly git: () => Promise<GitFacts>
  readonly tip: BranchTip
  readonly committed: CommittedContent
  /** The registry is on this machine, where people look at work in progress. */
  readonly localRegistry: boolean
  /** The buildx builder of modules that name none, where that is not the engine's own. */
  readonly builder: string | undefined
  readonly builds: Limit
  readonly pushes: Limit
  readonly now: () => Date
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Values for labels that only the run knows. */
  readonly version: string | undefined
  /** CI leaves inactive modules alone. */
  readonly ci: boolean
  readonly log: (line: string) => void
  /** The same, for a line that a build and its push both have to show. */
  readonly logOnce: (line: string) => void
}
