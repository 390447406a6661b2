import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ContentKey, SealedBuild } from '@module-images/core'
import { makeRunFolder } from '@module-images/process'
import { copyInputs } from './copy-inputs.js'

/** What is to be built, and from where. */
export interface StagedSource {
  /** Native path of the module. */
  readonly folder: string
  readonly key: ContentKey
  readonly sealed: SealedBuild
  /** The sealed Dockerfile's text. */
  readonly dockerfile: string
}

/** Native paths of what the engine is given. */
export interface StagedBuild {
  readonly context: string
  readonly dockerfile: string
  remove(): Promise<void>
  /** Leaves it for a person to look at, under a name that no run removes. @returns its path */
  keep(): Promise<string>
}

/** Ignores nothing. An empty file would make BuildKit look for the context's own. */
const NO_RULES = '# Every file of the context is an input.\n'

/** Below the workspace, so that files can be cloned and not copied where the file system can do that. */
export function stagingParent(workspaceRoot: string): string {
  return join(workspaceRoot, 'node_modules', '.cache', 'module-images')
}

/**
 * Puts a sealed build into a folder of the run's own: the inputs that were hashed, and the sealed Dockerfile beside them. The context's folder
 * is called by the content key, since BuildKit takes files of equal name, size and time for the same in all contexts of one folder name.
 *
 * @throws InputChangedError when a file is no longer what was hashed
 */
export async function stageBuild(workspaceRoot: string, { folder, key, sealed, dockerfile }: StagedSource): Promise<StagedBuild> {
  const own = await makeStagingFolder(workspaceRoot)
  const remove = () => rm(own, { recursive: true, force: true })
  const keep = async () => {
    const kept = join(dirname(own), `kept-${basename(own)}`)
    await rename(own, kept)
    return kept
  }
  try {
    const context = join(own, key)
    await mkdir(context)
    await copyInputs({ from: folder, to: context }, sealed.inputs)
    const beside = join(own, 'dockerfile')
    await mkdir(beside)
    await writeFile(join(beside, 'Dockerfile'), dockerfile)
    await writeFile(join(beside, 'Dockerfile.dockerignore'), NO_RULES)
    return { context, dockerfile: join(beside, 'Dockerfile'), remove, keep }
  } catch (error) {
    await remove()
    throw error
  }
}

/** In the system's temporary folder where the workspace cannot be written to. */
async function makeStagingFolder(workspaceRoot: string): Promise<string> {
  const parent = stagingParent(workspaceRoot)
  try {
    await mkdir(parent, { recursive: true })
    return await makeRunFolder('build', parent)
  } catch {
    return makeRunFolder('build')
  }
}
