import { SYNTAX_ARGUMENT } from '@module-images/core'
import { optional, pairs, secretRecord } from '../build-flags.js'
import type { BuildRequest } from '../build-request.js'
import { withPodmanKey } from './podman-key.js'
import { podmanReference } from './podman-reference.js'

/** Files of one build. Paths are absolute and native. */
export interface BuildFiles {
  readonly dockerfile: string
  /** Rules that leave nothing out: the context holds nothing but inputs. */
  readonly ignoreFile: string
  /** Where podman is to write the image's id. */
  readonly idFile: string
}

/** For BuildKit alone. Podman warns of arguments that no instruction takes. */
const OF_BUILDKIT = new Set<string>([SYNTAX_ARGUMENT, 'BUILDKIT_CACHE_MOUNT_NS'])

/**
 * The arguments of `podman` for a build. Docker's format keeps SHELL and HEALTHCHECK, which OCI's has no place for; layers are kept for the
 * next build; of the environment's proxies a step sees nothing. Images that the build stands on are there already.
 * Flags: https://docs.podman.io/en/latest/markdown/podman-build.1.html
 *
 * @param images from outside, by the names that the Dockerfile has for them
 * @throws ModuleImagesError `bad-build-request`
 */
export function planBuildArgv(request: BuildRequest, images: Readonly<Record<string, string>>, files: BuildFiles): string[] {
  return [
    'build',
    '--format=docker',
    '--layers=true',
    '--http-proxy=false',
    '--pull=never',
    `--file=${files.dockerfile}`,
    `--ignorefile=${files.ignoreFile}`,
    `--iidfile=${files.idFile}`,
    ...request.tags.map((tag) => `--tag=${podmanReference(tag)}`),
    ...optional('target', request.target),
    ...request.platforms.map((platform) => `--platform=${platform}`),
    ...pairs('build-arg', Object.fromEntries(Object.entries(request.buildArgs).filter(([name]) => !OF_BUILDKIT.has(name)))),
    ...pairs(
      'build-context',
      Object.fromEntries(Object.entries(images).map(([name, image]) => [name, `docker-image://${podmanReference(image)}`])),
    ),
    ...pairs('label', withPodmanKey(request.labels)),
    ...Object.entries(request.addHosts).map(([host, address]) => `--add-host=${host}:${address}`),
    ...request.secrets.map((secret) => `--secret=${secretRecord(secret)}`),
    ...request.ssh.map((ssh) => `--ssh=${ssh}`),
    ...optional('network', request.network),
    ...(request.noCache ? ['--no-cache'] : []),
    request.context,
  ]
}
