import { availableParallelism } from 'node:os'
import { ModuleImagesError } from '@module-images/core'
import { type ConfigAuth, createConfigFolder, createEngine, type GitFacts, readGitFacts } from '@module-images/engine'
import { type Credential, type CredentialSource, isLoopbackHost, systemClock } from '@module-images/registry'
import pLimit from 'p-limit'
import { readPushEnvironment } from '../environment/push-environment.js'
import type { RunEnvironment } from '../environment/run-environment.js'
import { createKeyring } from '../keys/keyring.js'
import type { Workspace } from '../workspace/read-workspace.js'
import { type BranchTip, createBranchTip, NO_TIP } from './branch-tip.js'
import { createEngineImages } from './engine-images.js'
import type { ImageRun } from './image-run.js'
import { PATIENCE, patiently } from './patience.js'
import { createRegistryAccess } from './registry-access.js'
import { createRegistryLookups } from './registry-lookups.js'
import { PLAIN_REPOSITORIES } from './repositories.js'

/** Builds at the same time: some wait for disk and network while others compute, but too many at once break BuildKit. */
const [FEWEST_BUILDS, MOST_BUILDS] = [4, 8]
/** Uploads at the same time: registries count them, and one already fills most lines. */
const PUSHES_AT_ONCE = 3

/** What a run is made of beside the workspace. */
export interface RunContext {
  readonly env: NodeJS.ProcessEnv
  readonly environment: RunEnvironment
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** Opens the doors of a run. Nothing is asked of engine, registry or git until a module needs it. */
export function createImageRun(workspace: Workspace, context: RunContext): ImageRun & { close(): Promise<void> } {
  const { env, environment, signal, say } = context
  const { settings } = workspace
  const registryPrefix = environment.registry ?? settings.registry
  const engine = createEngine({ env, signal })
  const git = once(() => readGitFacts(workspace.root))
  const { registry, credentials } = createRegistryAccess({ env, signal, say })
  const folder = createPushConfig(credentials, hostOf(registryPrefix))
  return {
    workspace,
    registryPrefix,
    mirrors: [...environment.mirrors, ...settings.mirrors],
    keyring: createKeyring(workspace),
    engine,
    engineImages: createEngineImages(() => engine.listKeyedImages()),
    registry,
    lookups: createRegistryLookups(registry),
    repositories: PLAIN_REPOSITORIES,
    pushConfig: folder.path,
    git,
    tip: planBranchTip(workspace, context, { host: hostOf(registryPrefix), git }),
    // Docker's own variable: https://docs.docker.com/build/building/variables/#buildx_builder
    builder: env['BUILDX_BUILDER'] || undefined,
    builds: pLimit(settings.parallelBuilds ?? Math.min(MOST_BUILDS, Math.max(FEWEST_BUILDS, availableParallelism()))),
    pushes: pLimit(PUSHES_AT_ONCE),
    now: () => new Date(),
    clock: systemClock,
    signal,
    version: environment.tags?.find((tag) => tag !== 'latest'),
    ci: environment.ci,
    say,
    async close() {
      await folder.remove()
      await registry.close()
    },
  }
}

/** A configuration folder with the push credential, made on first use; none where the user's own configuration has it already. */
function createPushConfig(credentials: CredentialSource, host: string) {
  const folder = once(async () => {
    const credential = await credentials.find(host)
    const auth = credential && configAuth(credential)
    return auth && createConfigFolder({ auths: { [host]: auth } })
  })
  return {
    path: async () => (await folder())?.path,
    remove: async () => (folder.started() ? (await folder())?.remove() : undefined),
  }
}

function configAuth(credential: Credential): ConfigAuth | undefined {
  switch (credential.kind) {
    case 'anonymous':
      return undefined
    case 'basic':
      return { username: credential.username, password: credential.password.reveal() }
    case 'identity-token':
      return { identityToken: credential.token.reveal() }
  }
}

/** A person's own registry on this machine shows the work at hand, whatever commit it is of. */
function planBranchTip(
  { root, settings }: Workspace,
  { env, environment, signal, say }: RunContext,
  { host, git }: { readonly host: string; readonly git: () => Promise<GitFacts> },
): BranchTip {
  const remote = settings.tipRemote
  if (remote === false || (!environment.ci && isLoopbackHost(host))) return NO_TIP
  const run = { clock: systemClock, signal, say }
  return createBranchTip({
    place: { root, env, signal },
    git,
    ci: environment.ci,
    remote,
    publishes: readPushEnvironment(env).publishes,
    patiently: (ask) =>
      patiently(run, { host: remote, operation: 'ask for the newest commit' }, ask, (error) =>
        error instanceof ModuleImagesError && error.code === 'git-remote-failed' ? { policy: PATIENCE.git } : undefined,
      ),
    say,
  })
}

function once<T>(compute: () => Promise<T>): (() => Promise<T>) & { started(): boolean } {
  let value: Promise<T> | undefined
  return Object.assign(() => (value ??= compute()), { started: () => value !== undefined })
}

function hostOf(registryPrefix: string): string {
  return registryPrefix.split('/')[0] ?? registryPrefix
}
