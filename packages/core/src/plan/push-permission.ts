import { ModuleImagesError } from '../errors.js'

/** What decides whether a run may push. */
export interface PushFacts {
  /** In messages. Default: `pushed to`. */
  readonly doing?: 'pushed to' | 'deleted from'
  readonly ci: boolean
  /** What says that the run is a pull request's; see `findPullRequestSign`. */
  readonly pullRequest: string | undefined
  /** Host and prefix, for the message. */
  readonly registry: string
  /** The registry is on this machine. */
  readonly isLocal: boolean
  /** By `--allow-push` or `MODULE_IMAGES_ALLOW_PUSH`. */
  readonly allowed: boolean
}

export type PushPermission = { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly error: ModuleImagesError }

/**
 * A pull request's run never pushes, whatever it was allowed and wherever to: nobody has decided yet to publish what it builds. A person's
 * own run may push to this machine, and elsewhere only when told to, since a laptop's sign-in is often good for more than was meant.
 */
export function planPushPermission({ doing = 'pushed to', ci, pullRequest, registry, isLocal, allowed }: PushFacts): PushPermission {
  if (pullRequest !== undefined) {
    return refused({
      code: 'push-from-pull-request',
      message: `Nothing is ${doing} ${registry}: this run is a pull request's (${pullRequest}).`,
      fix: 'Images are published when the change is merged. Build them here without pushing: npx nx affected -t docker-build',
    })
  }
  if (ci || isLocal || allowed) return { kind: 'allowed' }
  return refused({
    code: 'push-not-allowed',
    message: `Nothing is ${doing} ${registry}: it is not on this machine, and outside CI that has to be asked for.`,
    fix: 'To do it all the same, give --allow-push, or set MODULE_IMAGES_ALLOW_PUSH=true.',
  })
}

function refused(details: { readonly code: string; readonly message: string; readonly fix: string }): PushPermission {
  return { kind: 'refused', error: new ModuleImagesError({ ...details, kind: 'input' }) }
}
