import { basename, posix, resolve } from 'node:path'
import { ModuleImagesError } from '@module-images/core'

/** Where the repository is mounted in every container, whatever it is called outside. */
export const WORKSPACE_TARGET = '/workspace'

/** Where a mount goes that names no place. */
const DATA_TARGET = '/data'

/** A folder or file of the host that a container reads. */
export interface DataMount {
  /** Native absolute path. */
  readonly source: string
  /** Clean absolute path in the container. */
  readonly target: string
}

/**
 * `SOURCE[:TARGET]`: a source is taken from the workspace root where it is not absolute, a target from the root of the container; without
 * a target, `/data/` and the source's own name.
 *
 * @throws ModuleImagesError `bad-mount`
 */
export function parseMount(text: string, workspaceRoot: string): DataMount {
  const [, given = text, to] = /^(.+?)(?::(\/[^:]*))?$/s.exec(text) ?? []
  const source = resolve(workspaceRoot, given)
  const target = posix.normalize(to ?? `${DATA_TARGET}/${basename(source)}`).replace(/(.)\/$/, '$1')
  if (basename(source) === '') throw badMount(text, 'the root of the file system is more than a module needs')
  if (isAtOrAbove(target, WORKSPACE_TARGET)) throw badMount(text, `it would hide the repository at ${WORKSPACE_TARGET}`)
  return { source, target }
}

/** The path below the workspace root where a mount inside the repository needs a place to go; undefined for a mount elsewhere. */
export function placeInWorkspace({ target }: DataMount): string | undefined {
  return target.startsWith(`${WORKSPACE_TARGET}/`) ? target.slice(WORKSPACE_TARGET.length + 1) : undefined
}

function isAtOrAbove(path: string, other: string): boolean {
  return path === '/' || path === other || other.startsWith(`${path}/`)
}

function badMount(text: string, why: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-mount',
    kind: 'input',
    message: `'${text}' cannot be mounted: ${why}.`,
    fix: 'Write --mount=/scratch/sce, which is then /data/sce, or --mount=/scratch/sce:/elsewhere.',
  })
}
