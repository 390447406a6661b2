import { readAs } from '@module-images/core'
import * as v from 'valibot'
import type { EngineDescription } from '../engine.js'
import { requireDocker, type DockerOptions } from './docker-command.js'
import { engineUnavailable, OLDEST_BUILDX } from './engine-unavailable.js'

/** Of `docker info`, what is read. Source: https://docs.docker.com/reference/api/engine/version/v1.45/#tag/System/operation/SystemInfo */
const dockerInfo = v.object({
  ServerVersion: v.string(),
  OSType: v.string(),
  Architecture: v.string(),
  DriverStatus: v.nullish(v.array(v.array(v.string()))),
  SecurityOptions: v.nullish(v.array(v.string())),
  ClientInfo: v.object({
    Version: v.string(),
    Context: v.optional(v.string(), 'default'),
    Plugins: v.nullish(v.array(v.object({ Name: v.string(), Version: v.optional(v.string()), Err: v.optional(v.string()) }))),
  }),
})

/** The kernel's names for processors, in the words of a platform. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm', i686: '386', i386: '386' }

/** Asks the docker command for the daemon, itself and its plugins, in one process. */
export async function describeDocker(options: DockerOptions): Promise<EngineDescription> {
  const result = await requireDocker(options, ['info', '--format', '{{json .}}'], (stderr) =>
    engineUnavailable({ kind: 'other', text: stderr }),
  )
  return parseDockerInfo(result.stdout)
}

/** @throws ModuleImagesError `engine-unavailable` when buildx is missing, broken or too old, or this is not Docker */
export function parseDockerInfo(text: string): EngineDescription {
  const info = readAs(dockerInfo, parseJson(text))
  if (!info) throw engineUnavailable({ kind: 'other', text: "'docker info' does not answer as Docker does" })
  const buildx = info.ClientInfo.Plugins?.find((plugin) => plugin.Name === 'buildx')
  if (buildx?.Version === undefined || buildx.Err) throw engineUnavailable({ kind: 'no-buildx', text: buildx?.Err })
  if (isTooOld(buildx.Version)) throw engineUnavailable({ kind: 'old-buildx', version: buildx.Version })
  return {
    version: info.ServerVersion,
    clientVersion: info.ClientInfo.Version,
    buildxVersion: buildx.Version,
    containerdStore: (info.DriverStatus ?? []).some(([key, value]) => key === 'driver-type' && value === 'io.containerd.snapshotter.v1'),
    rootless: (info.SecurityOptions ?? []).some((option) => option.split(',').includes('name=rootless')),
    os: info.OSType,
    arch: ARCHITECTURES[info.Architecture] ?? info.Architecture,
    context: info.ClientInfo.Context,
  }
}

/** A version that is not numbers, of a build from source, is taken to be new. */
function isTooOld(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)\b/.exec(version) ?? []
  if (major === undefined || minor === undefined) return false
  return Number(major) === OLDEST_BUILDX.major && Number(minor) < OLDEST_BUILDX.minor
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
