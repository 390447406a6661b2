import { hash } from 'node:crypto'

/**
 * The environment variables through which the pre-tasks hook makes an image's real state part of its task's hash. Which of the two
 * is set is the hook's choice; a variable that is not set adds nothing to a hash.
 */
export interface StateVariables {
  /** Of this module alone. The suffix tells `a-b` from `a_b`. */
  readonly own: string
  /** Of one of a few groups, for workspaces with more modules than an environment should have variables. */
  readonly group: string
}

/** Names the variables of a module, from its name alone. */
export function stateVariables(module: string): StateVariables {
  const digest = hash('sha256', module)
  return {
    own: `MODULE_IMAGES_STATE_${module.replace(/[^A-Za-z0-9]/g, '_')}_${digest.slice(0, 8)}`,
    group: `MODULE_IMAGES_STATES_${Number.parseInt(digest.slice(8, 10), 16) % GROUPS}`,
  }
}

const GROUPS = 64

/** The variable that makes the week part of the hash of a check, which reads the date. */
export const CHECK_WEEK = 'MODULE_IMAGES_CHECK_WEEK'

const WEEK = 7 * 86_400_000

/** @param now milliseconds since 1970 */
export function exportCheckWeek(env: NodeJS.ProcessEnv, now: number): void {
  env[CHECK_WEEK] ??= String(Math.floor(now / WEEK))
}
