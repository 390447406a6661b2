import type { RunRequest, UserNamespace } from '@module-images/engine'

/** Who a container is run as. */
export type UserPlan = Pick<RunRequest, 'user' | 'userns'> & {
  /** What docker would not know of such a user. */
  readonly env: Readonly<Record<string, string>>
}

/** The caller has no home in the image, and the one docker would make up, `/`, may not be written to. */
const CALLER_ENV = { HOME: '/tmp' }

/**
 * The user of a container. `caller` is whoever makes the files it writes belong to the caller, under any mapping the engine has of its own:
 * the same number; root of a rootless engine, who is the caller outside; the same number with a mapping left out.
 *
 * @param option `caller`, `image`, or a user as docker takes it
 * @param caller `1000:1000`; undefined where the system has no user ids, and the engine shares files without owners
 */
export function planUser(option: string, caller: string | undefined, namespace: UserNamespace): UserPlan {
  if (option === 'image') return { env: {} }
  if (option !== 'caller') return { user: option, env: {} }
  if (caller === undefined) return { env: {} }
  switch (namespace) {
    case 'host':
      return { user: caller, env: CALLER_ENV }
    case 'rootless':
      return { user: '0:0', env: CALLER_ENV }
    case 'remapped':
      return { user: caller, userns: 'host', env: CALLER_ENV }
  }
}
