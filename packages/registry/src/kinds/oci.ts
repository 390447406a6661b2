import { PLAIN_SERVICE, type RegistryKind } from './registry-kind.js'

/** Any registry of the OCI distribution protocol: repositories come into being by a push, or somebody makes them. */
export const ociKind: RegistryKind = {
  name: 'oci',
  serves: () => true,
  open: () => PLAIN_SERVICE,
}
