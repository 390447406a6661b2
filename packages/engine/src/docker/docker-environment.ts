import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { userConfigFolder } from '../user-config-folder.js'

/** Variables that the docker command gets, with the reason. A name may end in `*`. */
interface AllowedVariables {
  readonly why: string
  readonly names: string
}

/**
 * The one list of what a docker command sees of this process's environment. All else stays out: BuildKit and buildx read variables that
 * change what is built (`SOURCE_DATE_EPOCH`, `EXPERIMENTAL_BUILDKIT_SOURCE_POLICY`, `BUILDX_*`, `DOCKER_DEFAULT_PLATFORM`), versions to
 * come may read more, and an image must not hold what its content key does not know.
 */
const ALLOWED: readonly AllowedVariables[] = [
  { why: 'finding programs and plugins', names: 'PATH PATHEXT' },
  { why: "finding the user's files", names: 'HOME USER LOGNAME XDG_*' },
  { why: 'temporary files', names: 'TMPDIR TMP TEMP' },
  {
    why: 'programs on Windows and WSL',
    names:
      'SystemRoot SystemDrive windir ComSpec USERPROFILE HOMEDRIVE HOMEPATH USERNAME USERDOMAIN APPDATA LOCALAPPDATA PROGRAMDATA ' +
      'ALLUSERSPROFILE ProgramFiles ProgramFiles(x86) ProgramW6432 OS PROCESSOR_ARCHITECTURE NUMBER_OF_PROCESSORS WSLENV WSL_*',
  },
  { why: 'words and drawing of a terminal', names: 'LANG LANGUAGE LC_* TERM NO_COLOR' },
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
  // Of the client itself. A build gets proxies by Docker's configuration and by its build arguments alone.
  { why: 'the way to registries and engines', names: 'HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY' },
  { why: 'whom to trust there', names: 'SSL_CERT_FILE SSL_CERT_DIR NIX_SSL_CERT_FILE' },
]

/** What credential helpers and the tools of clouds sign in with. */
const SIGN_INS = 'GITHUB_TOKEN GITHUB_ACTOR AWS_* GOOGLE_* CLOUDSDK_* AZURE_* IDENTITY_* MSI_*'
/** For caches of type gha. A job's identity (`ACTIONS_ID_TOKEN_REQUEST_*`) is nothing for docker. */
const JOB_CACHE = 'ACTIONS_CACHE_URL ACTIONS_CACHE_SERVICE_V2 ACTIONS_RESULTS_URL ACTIONS_RUNTIME_TOKEN ACTIONS_RUNTIME_URL'

const isAllowed = createMatcher(ALLOWED.map(({ names }) => names).join(' '))
const isSignIn = createMatcher(SIGN_INS)
const isOfJobCache = createMatcher(JOB_CACHE)

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
  for (const name of secretNames) if (CHANGES_BUILDS.test(name)) throw notASecret(name)
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

/** In any case of letters: Windows makes no difference, and proxies are written both ways. */
function createMatcher(names: string): (name: string) => boolean {
  const pattern = new RegExp(`^(?:${names.split(' ').map(patternOf).join('|')})$`, 'i')
  return (name) => pattern.test(name)
}

function patternOf(name: string): string {
  return name.replace(/[()]/g, String.raw`\$&`).replace(/\*$/, String.raw`\w+`)
}

function notASecret(name: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-build-request',
    kind: 'input',
    message: `A secret cannot come from the environment variable ${name}, which changes how docker builds.`,
    fix: 'Keep the secret in a variable of another name.',
  })
}
