import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine, RunRequest } from '@module-images/engine'
import type { Workspace } from '@module-images/workspace'
import { type LoadedImage, loadImage, type LoadPorts } from '../../build/load-image.js'
import type { ImageTarget } from '../../session/image-target.js'
import { checkMounts } from './check-mounts.js'
import type { ContainerOptions } from './container-options.js'
import { type DataMount, parseMount, placeInWorkspace } from './mount.js'
import { checkPortsFree } from './page/free-port.js'
import { checkNetwork, isOpenToOthers, parsePublish } from './page/publish.js'
import { absentVariables, type Caller, type ContainerFacts, planContainer } from './plan-container.js'
import { planEmulation } from './plan-emulation.js'

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

/** Who asks for a container, and how it is to be. */
export interface ContainerRequest {
  readonly options: ContainerOptions
  readonly caller: Caller
}

/** What is to run in the image of a module. */
export interface ContainerJob extends ContainerRequest {
  readonly argv: readonly [string, ...string[]]
  /** Called with the image's name once the engine has it, before it starts. */
  readonly starting?: (image: string) => void
  readonly onLogLine?: RunRequest['onLogLine']
}

/** All that a container is made from but what runs in it, looked at and there. `options`: with the platform that the image has. */
export type ReadyContainer = Omit<ContainerFacts, 'argv'> & { readonly imageName: string; readonly options: ContainerOptions }

/**
 * Runs a program in the image of this checkout, which is pulled where only the registry has it, and returns the container's exit code.
 *
 * @throws ModuleImagesError as {@link prepareContainer}
 */
export async function startContainer(ports: StartPorts, wanted: ImageTarget, job: ContainerJob): Promise<number> {
  const { argv, caller, onLogLine } = job
  const ready = await prepareContainer(ports, wanted, job)
  job.starting?.(ready.imageName)
  const { exitCode } = await ports.engine.run({ ...planContainer({ ...ready, argv }, ready.options, caller), onLogLine })
  return exitCode
}

/**
 * Looks at all that a container of a module takes, and brings its image into the engine.
 *
 * @throws ModuleImagesError `bad-mount`, `mount-not-found`, `bad-publish`, `port-in-use`, `image-not-built`, and whatever pull and engine throw
 */
export async function prepareContainer(ports: StartPorts, wanted: ImageTarget, request: ContainerRequest): Promise<ReadyContainer> {
  const { name } = wanted.module
  const { caller } = request
  const options = settlePlatform(ports, wanted, request)
  const mounts = options.mount.map((text) => placeMount(ports, text))
  checkMounts(mounts, ports.workspace.root)
  const publish = options.publish.map(parsePublish)
  if (publish.length > 0) checkNetwork(options.network)
  await checkPortsFree(publish)
  for (const { address, host } of publish.filter(isOpenToOthers))
    ports.log(`${name}  warning: other machines of the network can reach port ${host}, published at ${address}`)
  for (const absent of absentVariables(options.env, caller.env)) ports.log(`${name}  warning: ${absent} is not set, so it is not passed on`)
  const [image, namespace] = await Promise.all([
    ports.past?.load?.(options.platform) ?? loadImage(ports, wanted, options.platform),
    options.user === 'caller' && caller.user !== undefined ? ports.engine.readUserNamespace() : ('host' as const),
  ])
  const place = { workspaceRoot: ports.workspace.root, moduleRoot: wanted.module.root }
  return { ...place, image: image.id, imageName: image.name, entrypoint: image.entrypoint, namespace, mounts, publish, options }
}

/** Says before it runs that an image is for other machines; without its platform the engine would look for one of its own. */
function settlePlatform({ log }: StartPorts, { module }: ImageTarget, { options, caller }: ContainerRequest): ContainerOptions {
  if (options.platform !== undefined) return options
  const emulation = planEmulation(module.options.platforms, caller.machine)
  if (emulation === undefined) return options
  log(`${module.name}  ${emulation.warning}`)
  return { ...options, platform: emulation.platform }
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
