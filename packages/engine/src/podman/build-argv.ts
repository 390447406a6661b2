import { isAbsolute } from 'node:path'
import { ModuleImagesError, SYNTAX_ARGUMENT, type BuildSecret } from '@module-images/core'
import type { BuildRequest } from '../build-request.js'
import { renderCsvRecord } from '../text/csv-field.js'
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

function optional(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${flag}=${value}`]
}

/** `--flag=name=value` for each entry, in the order of the names. */
function pairs(flag: string, values: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([name, value]) => {
    if (name === '' || name.includes('=')) throw badRequest(`'${name}' is not a name for --${flag}.`)
    return `--${flag}=${name}=${value}`
  })
}

function secretRecord(secret: BuildSecret): string {
  if (!('file' in secret)) return renderCsvRecord([`id=${secret.id}`, `env=${secret.env}`])
  if (!isAbsolute(secret.file)) throw badRequest(`The file of secret '${secret.id}' is not an absolute path.`)
  return renderCsvRecord([`id=${secret.id}`, `src=${secret.file}`])
}

function badRequest(message: string): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-build-request', kind: 'input', message })
}
