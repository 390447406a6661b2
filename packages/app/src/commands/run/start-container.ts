import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '@module-images/engine'
import type { Workspace } from '@module-images/workspace'
import { type LoadedImage, loadImage, type LoadPorts } from '../../build/load-image.js'
import type { ImageTarget } from '../../session/image-target.js'
import { checkMounts } from './check-mounts.js'
import type { ContainerOptions } from './container-options.js'
import { type DataMount, parseMount, placeInWorkspace } from './mount.js'
import { absentVariables, type Caller, planContainer } from './plan-container.js'

/** What starting a container takes. */
export interface StartPorts extends LoadPorts {
  readonly workspace: Pick<Workspace, 'root' | 'settings'>
  readonly engine: LoadPorts['engine'] & Pick<Engine, 'run' | 'readUserNamespace'>
  readonly past?: PastPlace | undefined
}

/** What is other where the workspace is another commit's, written out beside the checkout. */
export interface PastPlace {
  /** Native absolute path; data that is not in git lies there. */
  readonly checkout: string
  /** Brings the image into the engine, where it is not the one of the content tag. */
  readonly load?: ((platform: string | undefined) => Promise<LoadedImage>) | undefined
}

/** What is to run in the image of a module. */
export interface ContainerJob {
  readonly argv: readonly [string, ...string[]]
  readonly options: ContainerOptions
  readonly caller: Caller
  /** Called with the image's name once the engine has it, before it starts. */
  readonly starting?: (image: string) => void
}

/**
 * Runs a program in the image of this checkout, which is pulled where only the registry has it, and returns the container's exit code.
 *
 * @throws ModuleImagesError `bad-mount`, `mount-not-found`, `image-not-built`, and whatever pull and engine throw
 */
export async function startContainer(ports: StartPorts, wanted: ImageTarget, job: ContainerJob): Promise<number> {
  const { argv, options, caller } = job
  const mounts = options.mount.map((text) => placeMount(ports, text))
  checkMounts(mounts, ports.workspace.root)
  for (const name of absentVariables(options.env, caller.env))
    ports.log(`${wanted.module.name}  warning: ${name} is not set, so it is not passed on`)
  const [image, namespace] = await Promise.all([
    ports.past?.load?.(options.platform) ?? loadImage(ports, wanted, options.platform),
    options.user === 'caller' && caller.user !== undefined ? ports.engine.readUserNamespace() : ('host' as const),
  ])
  const place = { workspaceRoot: ports.workspace.root, moduleRoot: wanted.module.root }
  const request = planContainer({ ...place, image: image.id, entrypoint: image.entrypoint, namespace, mounts, argv }, options, caller)
  job.starting?.(image.name)
  const { exitCode } = await ports.engine.run(request)
  return exitCode
}

/** What a commit does not have is the data of the checkout, and may need a place among the commit's files. */
function placeMount({ workspace, past }: StartPorts, text: string): DataMount {
  const mount = parseMount(text, workspace.root)
  if (past === undefined) return mount
  const placed = existsSync(mount.source) ? mount : parseMount(text, past.checkout)
  const place = placeInWorkspace(placed)
  if (place !== undefined && existsSync(placed.source) && statSync(placed.source).isDirectory())
    mkdirSync(join(workspace.root, place), { recursive: true })
  return placed
}
