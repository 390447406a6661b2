import { type AllowedVariables, COMMON_VARIABLES, createMatcher, SIGN_INS } from '../allowed-variables.js'
import { notASecret } from '../secrets/not-a-secret.js'

/**
 * The one list of what a podman command sees of this process's environment. `BUILDAH_FORMAT`, `BUILDAH_LAYERS` and their like stay out: they
 * change what is built. https://docs.podman.io/en/latest/markdown/podman.1.html#environment-variables
 */
const ALLOWED: readonly AllowedVariables[] = [
  ...COMMON_VARIABLES,
  {
    why: 'an engine elsewhere, and how to reach it',
    names: 'CONTAINER_HOST CONTAINER_CONNECTION CONTAINER_SSHKEY SSH_AUTH_SOCK SSH_AGENT_PID',
  },
  {
    why: "settings of the machine's owner",
    names: 'CONTAINERS_CONF CONTAINERS_CONF_OVERRIDE CONTAINERS_STORAGE_CONF CONTAINERS_REGISTRIES_CONF CONTAINERS_REGISTRIES_CONF_DIR',
  },
  { why: 'where images are, and how steps are kept apart', names: 'STORAGE_DRIVER STORAGE_OPTS BUILDAH_ISOLATION' },
  { why: 'sessions of systemd, for cgroups', names: 'DBUS_SESSION_BUS_ADDRESS INVOCATION_ID' },
  { why: 'sign-ins, and what keeps those of a person', names: 'REGISTRY_AUTH_FILE DOCKER_CONFIG GNUPGHOME GPG_TTY PASSWORD_STORE_*' },
  SIGN_INS,
  { why: 'a warning that a person has read', names: 'PODMAN_IGNORE_CGROUPSV1_WARNING' },
]

const isAllowed = createMatcher(ALLOWED)

/** What podman and Buildah take settings of a build from, whoever means it for something else. */
const CHANGES_BUILDS = /^(?:SOURCE_DATE_EPOCH|(?:BUILDAH|CONTAINERS?|STORAGE|PODMAN)_\w+)$/i

/**
 * @param secretNames variables that a build's secrets come from
 * @throws ModuleImagesError `bad-build-request` for a secret in a variable that changes how podman builds
 */
export function planPodmanEnvironment(env: NodeJS.ProcessEnv, secretNames: readonly string[] = []): NodeJS.ProcessEnv {
  for (const name of secretNames) if (CHANGES_BUILDS.test(name)) throw notASecret(name, 'podman')
  return Object.fromEntries(Object.entries(env).filter(([name]) => isAllowed(name) || secretNames.includes(name)))
}
