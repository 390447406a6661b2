import type { PublishedPort, RunRequest, UserNamespace } from '@module-images/engine'
import type { ContainerOptions } from './container-options.js'
import { type DataMount, WORKSPACE_TARGET } from './mount.js'
import { planCommand } from './plan-command.js'
import { planUser } from './plan-user.js'

/** Whoever asked for a container, and what they hold. */
export interface Caller {
  /** `1000:1000`; undefined where the system has no user ids. */
  readonly user: string | undefined
  readonly env: NodeJS.ProcessEnv
  /** Hand on what the caller types, or pipes in. */
  readonly interactive: boolean
  /** Both ends are a terminal. */
  readonly tty: boolean
  /** Node's name of the processor; undefined where the engine is on another machine. */
  readonly machine?: string | undefined
}

/** What a container is made from, all of it known. */
export interface ContainerFacts {
  /** Native absolute path. */
  readonly workspaceRoot: string
  /** Posix path from there. */
  readonly moduleRoot: string
  /** A name the engine has, or an id. */
  readonly image: string
  readonly entrypoint: readonly string[]
  readonly namespace: UserNamespace
  readonly mounts: readonly DataMount[]
  readonly publish: readonly PublishedPort[]
  /** The program and its arguments. */
  readonly argv: readonly [string, ...string[]]
}

/**
 * The container of one `docker-run` or `docker-shell`: the repository at `/workspace`, writable, the module's folder as the place to be,
 * data beside it, readable only.
 */
export function planContainer(facts: ContainerFacts, options: ContainerOptions, caller: Caller): RunRequest {
  const { env, ...user } = planUser(options.user, caller.user, facts.namespace)
  return {
    image: facts.image,
    ...planCommand(facts.argv, facts.entrypoint),
    ...user,
    env: { ...env, ...passedVariables(options.env, caller.env) },
    mounts: [
      { source: facts.workspaceRoot, target: WORKSPACE_TARGET, readonly: false },
      ...facts.mounts.map((mount) => ({ ...mount, readonly: true })),
    ],
    publish: facts.publish,
    workdir: `${WORKSPACE_TARGET}/${facts.moduleRoot}`,
    memory: options.memory,
    cpus: options.cpus,
    network: options.network,
    platform: options.platform,
    interactive: caller.interactive,
    tty: caller.tty,
  }
}

/** Variables to pass on that the caller does not have. */
export function absentVariables(names: readonly string[], env: NodeJS.ProcessEnv): string[] {
  return names.filter((name) => env[name] === undefined)
}

function passedVariables(names: readonly string[], env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}
