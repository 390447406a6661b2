import { UNKNOWN, type Value } from './shell-word.js'

/** What an architecture is called by containerd, by what people call it. */
const ARCHITECTURES: Readonly<Record<string, readonly [architecture: string, variant: string]>> = {
  x86_64: ['amd64', ''],
  'x86-64': ['amd64', ''],
  aarch64: ['arm64', ''],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  i386: ['386', ''],
}

/**
 * ARGs that are there without being set, before the first FROM. Those of the building machine are never known here; those of
 * the target are when a platform is given. TARGETSTAGE is of newer frontends only, so nothing can be said of it.
 * Rules: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
 */
export function platformArguments(platform: string | undefined): [name: string, value: Value][] {
  const unknown: [string, Value][] = ['BUILDPLATFORM', 'BUILDOS', 'BUILDARCH', 'BUILDVARIANT', 'TARGETSTAGE'].map((name) => [name, UNKNOWN])
  const names = ['TARGETPLATFORM', 'TARGETOS', 'TARGETARCH', 'TARGETVARIANT']
  if (platform === undefined) return [...unknown, ...names.map((name): [string, Value] => [name, UNKNOWN])]
  const { os, architecture, variant } = normalizePlatform(platform)
  const full = [os, architecture, variant].filter((part) => part !== '').join('/')
  return [...unknown, ['TARGETPLATFORM', full], ['TARGETOS', os], ['TARGETARCH', architecture], ['TARGETVARIANT', variant]]
}

/** A platform in containerd's own words; `variant` is empty where the architecture's usual one is meant. */
export interface PlatformParts {
  readonly os: string
  readonly architecture: string
  readonly variant: string
}

/** As `platforms.Normalize` of https://github.com/containerd/platforms: one name for each machine. */
export function normalizePlatform(platform: string): PlatformParts {
  const [os = '', written = '', given = ''] = platform.toLowerCase().split('/')
  const [architecture, implied] = ARCHITECTURES[written] ?? [written, '']
  return { os: os === 'macos' ? 'darwin' : os, architecture, variant: normalizeVariant(architecture, given || implied) }
}

function normalizeVariant(architecture: string, variant: string): string {
  const named = /^\d+$/.test(variant) ? `v${variant}` : variant
  if (architecture === 'arm') return named === '' ? 'v7' : named
  if (architecture === 'arm64' && named === 'v8') return ''
  return architecture === 'amd64' && named === 'v1' ? '' : named
}
