import { ecrKind } from './ecr/ecr-kind.js'
import { ecrPublicKind } from './ecr-public/ecr-public-kind.js'
import { dockerHubKind } from './kinds/docker-hub.js'
import { ghcrKind } from './kinds/ghcr.js'
import { gitlabKind } from './kinds/gitlab.js'
import { ociKind } from './kinds/oci.js'
import type { RegistryKind } from './kinds/registry-kind.js'

/** In order: the first that serves a host has it, and the last serves all. */
export const REGISTRY_KINDS = [
  ecrPublicKind,
  ecrKind,
  ghcrKind,
  dockerHubKind,
  gitlabKind,
  ociKind,
] as const satisfies readonly RegistryKind[]

/** The kind of the registry at a host, which a setting may name where the host does not tell. */
export function chooseRegistryKind(host: string, named?: RegistryKind['name']): RegistryKind {
  const serves = (kind: RegistryKind) => (named === undefined ? kind.serves(host) : kind.name === named)
  return REGISTRY_KINDS.find(serves) ?? ociKind
}
