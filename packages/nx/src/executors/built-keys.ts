import type { ExecutorContext } from '@nx/devkit'
import { readReceipt } from '@module-images/app'

/**
 * Keys that builds of this nx run have reported, in other processes, before the tasks at hand began: what these push, run and load must be
 * the same images.
 *
 * @param buildTarget name of the target that builds images
 * @param own ids of the tasks at hand
 */
export function readBuiltKeys(
  { root, taskGraph }: Pick<ExecutorContext, 'root' | 'taskGraph'>,
  buildTarget: string,
  own: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const builds = Object.values(taskGraph?.tasks ?? {}).filter(({ id, target }) => target.target === buildTarget && !own.has(id))
  return new Map(
    builds.flatMap(({ target: { project } }) => {
      const key = readReceipt(root, project)?.key
      return key === undefined ? [] : [[project, key] as const]
    }),
  )
}
