import { join } from 'node:path'
import { type AllowedVariables, COMMON_VARIABLES, createMatcher, SIGN_INS } from '../allowed-variables.js'
import { userConfigFolder } from '../user-config-folder.js'
import { notASecret } from '../secrets/not-a-secret.js'

/**
 * The one list of what a docker command sees of this process's environment. All else stays out: BuildKit and buildx read variables that
 * change what is built (`SOURCE_DATE_EPOCH`, `EXPERIMENTAL_BUILDKIT_SOURCE_POLICY`, `BUILDX_*`, `DOCKER_DEFAULT_PLATFORM`), versions to
 * come may read more, and an image must not hold what its content key does not know.
 */
const ALLOWED: readonly AllowedVariables[] = [
  ...COMMON_VARIABLES,
  {
    why: 'which engine to talk to, and how',
    names: 'DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG DOCKER_TLS DOCKER_TLS_* DOCKER_CERT_PATH DOCKER_API_VERSION DOCKER_CUSTOM_HEADERS',
  },
  {
    why: 'which builder to use; where it is comes from its own settings',
    names: 'BUILDX_CONFIG BUILDX_BUILDER KUBECONFIG KUBERNETES_SERVICE_*',
  },
  {
    why: 'engines over SSH, and keys that a build is given',
    names: 'SSH_AUTH_SOCK SSH_AGENT_PID SSH_ASKPASS SSH_ASKPASS_REQUIRE KRB5CCNAME KRB5_CONFIG',
  },
  {
    why: "Docker's own sign-ins, and what keeps those of a person",
    names:
      'DOCKER_AUTH_CONFIG GNUPGHOME GPG_TTY PASSWORD_STORE_* DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY XAUTHORITY SECURITYSESSIONID',
  },
]

/** For caches of type gha. A job's identity (`ACTIONS_ID_TOKEN_REQUEST_*`) is nothing for docker. */
const JOB_CACHE: AllowedVariables = {
  why: 'caches of type gha',
  names: 'ACTIONS_CACHE_URL ACTIONS_CACHE_SERVICE_V2 ACTIONS_RESULTS_URL ACTIONS_RUNTIME_TOKEN ACTIONS_RUNTIME_URL',
}

const isAllowed = createMatcher(ALLOWED)
const isSignIn = createMatcher([SIGN_INS])
const isOfJobCache = createMatcher([JOB_CACHE])

/** What docker, buildx and BuildKit take settings of a build from, whoever means it for something else. */
const CHANGES_BUILDS =
  /^(?:SOURCE_DATE_EPOCH|(?:BUILDX|BUILDKIT|EXPERIMENTAL|OTEL)_\w+|DOCKER_(?:BUILDKIT|DEFAULT_PLATFORM|CONTENT_TRUST\w*))$/i

export interface DockerEnvironmentRequest {
  /** A Docker configuration folder to use in place of the user's. */
  readonly configFolder?: string | undefined
  /** Names of variables that this command is to have besides: what a build's secrets come from. */
  readonly secretNames?: readonly string[] | undefined
  /** Of the secrets that this process has, those that the command has a use for. */
  readonly access?: DockerAccess | undefined
}

export interface DockerAccess {
  readonly signIns: boolean
  readonly jobCache: boolean
}

const USUAL_ACCESS: DockerAccess = { signIns: true, jobCache: false }

/**
 * The whole environment of one docker command. With a configuration folder of its own the user's builders stay in sight, since without
 * BUILDX_CONFIG a chosen builder would be looked for in the new folder.
 *
 * @throws ModuleImagesError `bad-build-request` for a secret in a variable that changes how docker builds
 */
export function planDockerEnvironment(env: NodeJS.ProcessEnv, request: DockerEnvironmentRequest = {}): NodeJS.ProcessEnv {
  const { configFolder, secretNames = [], access = USUAL_ACCESS } = request
  for (const name of secretNames) if (CHANGES_BUILDS.test(name)) throw notASecret(name, 'docker')
  const secrets = new Set(secretNames)
  const isGiven = (name: string) =>
    isAllowed(name) || secrets.has(name) || (access.signIns && isSignIn(name)) || (access.jobCache && isOfJobCache(name))
  const allowed = Object.entries(env).filter(([name]) => isGiven(name))
  const own = configFolder === undefined ? {} : { DOCKER_CONFIG: configFolder, BUILDX_CONFIG: buildxFolder(env) }
  return { ...Object.fromEntries(allowed), ...own }
}

function buildxFolder(env: NodeJS.ProcessEnv): string {
  return env['BUILDX_CONFIG'] || join(userConfigFolder(env), 'buildx')
}
