import type { Engine } from '@module-images/engine'
import type { Workspace } from '@module-images/workspace'
import { loadImage, type LoadPorts } from '../../build/load-image.js'
import type { ImageTarget } from '../../session/image-target.js'
import { checkMounts } from './check-mounts.js'
import type { ContainerOptions } from './container-options.js'
import { parseMount } from './mount.js'
import { absentVariables, type Caller, planContainer } from './plan-container.js'

/** What starting a container takes. */
export interface StartPorts extends LoadPorts {
  readonly workspace: Pick<Workspace, 'root' | 'settings'>
  readonly engine: LoadPorts['engine'] & Pick<Engine, 'run' | 'readUserNamespace'>
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
  const mounts = options.mount.map((text) => parseMount(text, ports.workspace.root))
  checkMounts(mounts, ports.workspace.root)
  for (const name of absentVariables(options.env, caller.env))
    ports.log(`${wanted.module.name}  warning: ${name} is not set, so it is not passed on`)
  const [image, namespace] = await Promise.all([
    loadImage(ports, wanted, options.platform),
    options.user === 'caller' && caller.user !== undefined ? ports.engine.readUserNamespace() : ('host' as const),
  ])
  const place = { workspaceRoot: ports.workspace.root, moduleRoot: wanted.module.root }
  const request = planContainer({ ...place, image: image.id, entrypoint: image.entrypoint, namespace, mounts, argv }, options, caller)
  job.starting?.(image.name)
  const { exitCode } = await ports.engine.run(request)
  return exitCode
}
