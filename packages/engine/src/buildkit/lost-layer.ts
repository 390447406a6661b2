import type { BuildFailure, BuildFailureCode } from './build-failure.js'

/** Failures that other layers would not have kept from happening. */
const OTHER_REASONS: ReadonlySet<BuildFailureCode> = new Set<BuildFailureCode>([
  'cancelled',
  'disk-full',
  'tmpfs-full',
  'engine-lost',
  'engine-busy',
  'dockerfile-invalid',
  'base-not-found',
  'base-denied',
  'base-unreachable',
  'needs-containerd-store',
])

/**
 * Whether a build that took layers from a cache may go well without them. BuildKit asks the registry for a layer when a step stands on it; one
 * that is lost or damaged fails that step, be it a COPY, in words that name no cache.
 */
export function mayBeLostLayer({ code, message }: Pick<BuildFailure, 'code' | 'message'>): boolean {
  return !OTHER_REASONS.has(code) && !/did not complete successfully: exit code/.test(message)
}
