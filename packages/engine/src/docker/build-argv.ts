import { parseImageReference } from '@module-images/core'
import { absolute, badBuildRequest, optional, pairs, secretRecord } from '../build-flags.js'
import type { BuildOutput, BuildRequest } from '../build-request.js'
import { renderCsvRecord } from '../text/csv-field.js'

const PLATFORM = /^[a-z0-9_.-]+\/[a-z0-9_.-]+(?:\/[a-z0-9_.-]+)?$/

/**
 * The arguments of `docker` for a build whose progress is read by a program: `buildx build --progress=rawjson …`. Every flag is one
 * argument with its value, so that a value may begin with a dash; flags that hold CSV records are quoted for Go's reader.
 * Flags: https://docs.docker.com/reference/cli/docker/buildx/build/
 *
 * @param metadataFile where buildx is to write the digest
 * @throws ModuleImagesError `bad-build-request`, `bad-image-reference`, `bad-flag-value`
 */
export function planBuildArgv(request: BuildRequest, metadataFile: string): string[] {
  return [
    'buildx',
    'build',
    '--progress=rawjson',
    `--metadata-file=${metadataFile}`,
    ...planContentFlags(request),
    ...request.tags.map((tag) => `--tag=${reference(tag)}`),
    ...pairs('label', request.labels),
    ...request.cacheTo.map((cache) => `--cache-to=${cache}`),
    outputFlag(request.output),
    absolute('context', request.context),
  ]
}

/** What decides how the build goes, as far as its last step. */
function planContentFlags(request: BuildRequest): string[] {
  return [
    `--file=${absolute('Dockerfile', request.dockerfile)}`,
    ...optional('builder', request.builder),
    ...optional('target', request.target),
    ...(request.platforms.length === 0 ? [] : [`--platform=${request.platforms.map(platform).join(',')}`]),
    ...pairs('build-arg', request.buildArgs),
    ...pairs('build-context', request.buildContexts),
    ...Object.entries(request.addHosts).map(([host, address]) => `--add-host=${host}:${address}`),
    ...request.secrets.map((secret) => `--secret=${secretRecord(secret)}`),
    ...request.ssh.map((ssh) => `--ssh=${ssh}`),
    ...optional('network', request.network),
    ...request.cacheFrom.map((cache) => `--cache-from=${cache}`),
    ...(request.noCache ? ['--no-cache'] : []),
    `--provenance=${request.provenance ?? 'false'}`,
    ...optional('sbom', request.sbom),
  ]
}

function outputFlag(output: BuildOutput): string {
  switch (output.kind) {
    case 'load':
      return '--load'
    case 'push':
      return '--push'
    case 'none':
      return '--output=type=cacheonly'
    case 'files':
      return `--output=${renderCsvRecord(['type=local', `dest=${absolute('folder', output.folder)}`])}`
  }
}

function platform(text: string): string {
  if (!PLATFORM.test(text)) throw badBuildRequest(`'${text}' is not a platform.`, 'Write it as os/arch, for example linux/amd64.')
  return text
}

function reference(text: string): string {
  parseImageReference(text)
  return text
}
