/** Requests a second that a run allows itself at one registry, over all of its modules. */
export interface HostQuota {
  /** Manifests read by somebody signed in. */
  readonly pulls: number
  /** Manifests read by nobody in particular. */
  readonly anonymousPulls: number
  /** Manifests written. */
  readonly puts: number
}

/**
 * By host. Amazon ECR Public allows 10 pulls a second, 1 without a sign-in, and 10 manifests written, of which the engine's uploads take
 * their part: https://docs.aws.amazon.com/AmazonECR/latest/public/public-service-quotas.html
 */
const QUOTAS: Readonly<Record<string, HostQuota>> = {
  'public.ecr.aws': { pulls: 9, anonymousPulls: 0.9, puts: 5 },
}

/** Undefined where the registry documents no rates. */
export function quotaOf(host: string): HostQuota | undefined {
  return Object.hasOwn(QUOTAS, host) ? QUOTAS[host] : undefined
}
