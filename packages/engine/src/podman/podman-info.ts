import * as v from 'valibot'
import { podmanUnavailable } from './podman-unavailable.js'
import { type PodmanOptions, requirePodman } from './podman-command.js'

const shownInfo = v.object({
  host: v.object({ buildahVersion: v.string(), security: v.object({ rootless: v.boolean() }) }),
})

export interface PodmanInfo {
  /** Of Buildah, which builds: `1.28.2`. */
  readonly buildah: string
  readonly rootless: boolean
}

/** @throws ModuleImagesError `engine-unavailable` */
export async function readPodmanInfo(options: PodmanOptions): Promise<PodmanInfo> {
  const { stdout } = await requirePodman(options, ['info', '--format=json'], podmanUnavailable)
  return parsePodmanInfo(stdout)
}

export function parsePodmanInfo(text: string): PodmanInfo {
  const { host } = v.parse(shownInfo, JSON.parse(text))
  return { buildah: host.buildahVersion, rootless: host.security.rootless }
}
