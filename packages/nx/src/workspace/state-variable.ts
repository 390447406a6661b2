import { createHash } from 'node:crypto'

/**
 * Name of the environment variable through which the pre-tasks hook makes an image's real state part of its task's hash.
 * The suffix tells `a-b` from `a_b`.
 */
export function stateVariable(module: string): string {
  const suffix = createHash('sha256').update(module).digest('hex').slice(0, 8)
  return `MODULE_IMAGES_STATE_${module.replace(/[^A-Za-z0-9]/g, '_')}_${suffix}`
}
