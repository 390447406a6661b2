import { planPushPermission, type PushFacts } from '@module-images/core'
import { isLoopbackHost } from '@module-images/registry'
import type { NamedRegistry } from './destination.js'
import type { PushEnvironment } from './push-environment.js'
import type { RunEnvironment } from './run-environment.js'

/**
 * To be called before anything is built or signed in to: a run that may not write to a registry fails as a whole.
 *
 * @param asked whether the command line allows it
 * @throws ModuleImagesError `push-from-pull-request`, `push-not-allowed`
 */
export function requirePermission(
  { prefix, host }: NamedRegistry,
  { run, push }: { readonly run: RunEnvironment; readonly push: PushEnvironment },
  { asked, doing }: { readonly asked: boolean } & Pick<PushFacts, 'doing'>,
): void {
  const permission = planPushPermission({
    ...(doing && { doing }),
    ci: run.ci,
    pullRequest: push.pullRequest,
    registry: prefix,
    isLocal: isLoopbackHost(host),
    allowed: asked || push.allowPush,
  })
  if (permission.kind === 'refused') throw permission.error
}
