// @ts-check
import { interruption } from './interruption.mjs'

const TIMEOUT_MS = 3000

/**
 * Whether the registry behind short image names can be reached; any answer counts, it asks for a sign-in.
 *
 * @returns {Promise<boolean>}
 */
export async function isHubReachable() {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), interruption])
    await fetch('https://registry-1.docker.io/v2/', { method: 'HEAD', signal })
    return true
  } catch {
    interruption.throwIfAborted()
    return false
  }
}
