import { ModuleImagesError, rememberAnswer } from '@module-images/core'
import { createEngine, type Engine, readConfiguredProxies } from '@module-images/engine'
import { type GitFacts, readGitFacts } from '@module-images/git'
import { sweepRunFolders } from '@module-images/process'
import { isLoopbackHost, type RegistryClient, systemClock } from '@module-images/registry'
import pLimit from 'p-limit'
import { createContentKeys, type Workspace } from '@module-images/workspace'
import { createActivities, systemTicks } from '../session/activities.js'
import { createBuildTurns } from '../session/build-turns.js'
import { nameRegistry } from '../session/destination.js'
import { readPushEnvironment } from '../session/push-environment.js'
import type { ShowStatus } from '../output/status-line.js'
import type { RunEnvironment } from '../session/run-environment.js'
import { createCommittedContent, OF_A_COMMIT } from '../committed/committed-content.js'
import { type GeneratingTasks, NO_GENERATING_TASKS } from '../committed/generating-tasks.js'
import { createAnonymousConfig } from '../session/anonymous-config.js'
import { type BranchTip, createBranchTip, NO_TIP } from '../publish/branch-tip.js'
import { createEngineImages, type EngineImages } from '../session/engine-images.js'
import type { LoadPorts } from '../build/load-image.js'
import type { Session } from '../session/session.js'
import type { TaskPorts } from './run-tasks.js'
import { createBuildCache } from '../build/build-cache.js'
import { createParentTags } from '../build/parent-tags.js'
import { RETRY_POLICIES, retry } from '../session/retry.js'
import { createPushConfig } from '../session/push-config.js'
import { createRegistryAccess } from '../session/registry-access.js'
import { createSigner } from '../publish/image-signer.js'
import { createImageTags } from '../registry-view/image-tags.js'
import { createRepositories } from '../publish/repositories.js'
import { createUnlockedWarning } from '../build/unlocked-warning.js'
import { stagingParent } from '../build/stage-build.js'
import { rememberLayerStores } from '../build/write-layers.js'

/** Uploads at the same time: registries count them, and one already fills most lines. */
const PUSHES_AT_ONCE = 3

/** What a run is made of beside the workspace. */
export interface SessionContext {
  readonly env: NodeJS.ProcessEnv
  readonly environment: RunEnvironment
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  /** Shows at the bottom of a terminal what takes long; without, the log tells it. */
  readonly status?: ShowStatus | undefined
  /** Also logs all that builds print. */
  readonly verbose?: boolean
  /** Columns of a line of the log, where it is on a terminal. */
  readonly width?: number | undefined
  /** Of an nx run; a command knows of none. */
  readonly generatingTasks?: GeneratingTasks
  /** Where the files are another commit's, written out beside the checkout. */
  readonly commit?: { readonly id: string; readonly checkout: string } | undefined
  /** Keys that builds of the same nx run have reported before, by module. */
  readonly builtKeys?: ReadonlyMap<string, string>
}

/** A session with all that tasks, loads and containers take of engine, registry and git. */
export type OpenSession = Session &
  TaskPorts &
  LoadPorts & {
    readonly engine: Engine
    readonly engineImages: EngineImages
    readonly registry: RegistryClient
    close(): Promise<void>
  }

/** Opens a session. Nothing is requested of engine, registry or git until a module needs it. */
export function openSession(workspace: Workspace, context: SessionContext): OpenSession {
  const { env, environment, signal, log, commit } = context
  const engine = createEngine({ env, name: workspace.settings.engine, signal, log })
  const activities = createActivities({ ...systemTicks, log, status: context.status })
  const parentTags = createParentTags(createEngine({ env, name: workspace.settings.engine }))
  const git = rememberAnswer(() => readGitFacts(commit?.checkout ?? workspace.root, { env, signal }, commit?.id))
  const named = nameRegistry(environment, workspace.settings)
  const { host } = named
  const { registry, credentials, serviceOf } = createRegistryAccess({ env, signal, log, named })
  const pushConfig = createPushConfig(credentials, host)
  const anonymousConfig = createAnonymousConfig(env)
  const contentKeys = createContentKeys(workspace)
  const imageTags = createImageTags(registry)
  const place = { root: workspace.root, env, signal }
  const tasksOf = context.generatingTasks ?? NO_GENERATING_TASKS
  return {
    workspace,
    registryPrefix: named.prefix,
    ...pickSettings(environment),
    mirrors: [...environment.mirrors, ...workspace.settings.mirrors],
    contentKeys,
    builtKeys: context.builtKeys ?? new Map(),
    engine,
    engineImages: createEngineImages({ engine, log }),
    parentTags,
    digests: new Map(),
    ...{ registry, imageTags, signer: createSigner({ registry, imageTags, workspace, env, signal, method: environment.signing }) },
    repositories: createRepositories({ workspace, service: serviceOf(host), host, signal, log }),
    pushConfig: pushConfig.path,
    pullConfig: pushConfig.pullPath,
    anonymousConfig: anonymousConfig.path,
    configuredProxies: rememberAnswer(() => readConfiguredProxies(env)),
    git,
    tip: planBranchTip(workspace, context, { host, git }),
    committed: commit === undefined ? createCommittedContent({ workspace, contentKeys, place, tasksOf }) : OF_A_COMMIT,
    localRegistry: isLoopbackHost(host),
    ...openBuilder(engine, context),
    builds: createBuildTurns(workspace),
    pushes: pLimit(PUSHES_AT_ONCE),
    now: () => new Date(),
    clock: systemClock,
    signal,
    version: environment.tags?.find((tag) => tag !== 'latest'),
    ci: environment.ci,
    log,
    logOnce: logOnce(log),
    activities,
    warnOfUnlocked: createUnlockedWarning(log),
    verbose: context.verbose ?? false,
    width: context.width,
    async close() {
      activities.close()
      await parentTags.removeAll()
      await pushConfig.remove()
      await anonymousConfig.remove()
      await registry.close()
      await Promise.all([sweepRunFolders(), sweepRunFolders(stagingParent(workspace.root))])
    },
  }
}

function pickSettings({ part, keepBuilds, pullRequestLayers }: SessionContext['environment']) {
  return { part, keepBuilds, pullRequestLayers }
}

/** What builds, and how it keeps layers. */
function openBuilder(engine: Engine, { env, environment, log }: SessionContext): Pick<TaskPorts, 'builder' | 'buildCache' | 'layerStore'> {
  // Docker's own variable: https://docs.docker.com/build/building/variables/#buildx_builder
  const builder = env['BUILDX_BUILDER'] || undefined
  const buildCache = createBuildCache({ engine, builder, isHostedRunner: environment.hostedRunner, log })
  return { builder, buildCache, layerStore: rememberLayerStores(engine) }
}

/** A person's own registry on this machine shows the work at hand, whatever commit it is of. */
function planBranchTip(
  { root, settings }: Workspace,
  { env, environment, signal, log }: SessionContext,
  { host, git }: { readonly host: string; readonly git: () => Promise<GitFacts> },
): BranchTip {
  const remote = settings.tipRemote
  if (remote === false || (!environment.ci && isLoopbackHost(host))) return NO_TIP
  const run = { clock: systemClock, signal, log }
  return createBranchTip({
    place: { root, env, signal },
    git,
    remote,
    publishes: readPushEnvironment(env).publishes,
    retry: (ask) =>
      retry(run, { host: remote, operation: 'ask for the newest commit' }, ask, (error) =>
        error instanceof ModuleImagesError && error.code === 'git-remote-failed' ? { policy: RETRY_POLICIES.git } : undefined,
      ),
    log,
  })
}

function logOnce(log: (line: string) => void): (line: string) => void {
  const logged = new Set<string>()
  return (line) => {
    if (logged.has(line)) return
    logged.add(line)
    log(line)
  }
}
