import { hostMark, isAlive } from '@module-images/process'

/** How docker picks the tags of {@link renderRunTag}. */
export const RUN_TAG_PATTERN = 'run-*'

/**
 * A tag of this process's own for the image of a key. It keeps the image, and what a build takes by it is what was looked at: a digest
 * names an image of the engine only if that came from a registry. Whoever gives it removes it.
 */
export function renderRunTag(key: string): string {
  return `run-${hostMark()}-${process.pid}-${key.slice(0, 12)}`
}

const RUN_TAG = /^run-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/

export function isRunTag(tag: string): boolean {
  return RUN_TAG.test(tag)
}

/** Whether it is of a process of this machine that is gone. */
export function isAbandonedRunTag(tag: string): boolean {
  const [, host, pid] = RUN_TAG.exec(tag) ?? []
  return host === hostMark() && pid !== undefined && !isAlive(Number(pid))
}
