import { expect, test } from 'vitest'
import { userConfigFolder } from '../user-config-folder.js'
import { planDockerEnvironment } from './docker-environment.js'

const environment = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `value of ${name}`]))

test.each([
  'PATH HOME USER XDG_RUNTIME_DIR XDG_CONFIG_HOME TMPDIR LANG LC_ALL TERM',
  'Path SystemRoot USERPROFILE APPDATA LOCALAPPDATA ProgramData ProgramFiles(x86) TEMP PATHEXT',
  'DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION BUILDX_CONFIG BUILDX_BUILDER',
  'SSH_AUTH_SOCK GNUPGHOME PASSWORD_STORE_DIR DBUS_SESSION_BUS_ADDRESS AWS_PROFILE GOOGLE_APPLICATION_CREDENTIALS AZURE_CLIENT_ID',
  'HTTP_PROXY https_proxy no_proxy ALL_PROXY SSL_CERT_FILE',
])('the docker command gets %s', (names) => {
  const env = environment(...names.split(' '))
  expect(planDockerEnvironment(env)).toEqual(env)
})

test.each([
  'SOURCE_DATE_EPOCH EXPERIMENTAL_BUILDKIT_SOURCE_POLICY DOCKER_BUILDKIT DOCKER_DEFAULT_PLATFORM DOCKER_CONTENT_TRUST',
  'BUILDX_NO_DEFAULT_ATTESTATIONS BUILDX_GIT_LABELS BUILDX_EXPERIMENTAL BUILDX_METADATA_PROVENANCE BUILDX_BUILDERS BUILDKIT_HOST BUILDKIT_SYNTAX',
  'MODULE_IMAGES_REGISTRY_PASSWORD MODULE_IMAGES_PUSH_SILENCE NX_TASK_TARGET_PROJECT OTEL_EXPORTER_OTLP_ENDPOINT NODE_OPTIONS',
  'ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_CACHE_URL ACTIONS_RUNTIME_TOKEN',
  'SECRET MY_PATH PATHS LD_PRELOAD GODEBUG TZ FTP_PROXY GIT_DIR',
])('the docker command does not get %s', (names) => {
  expect(planDockerEnvironment(environment(...names.split(' ')))).toEqual({})
})

const SIGN_INS = ['AWS_ROLE_ARN', 'AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN', 'GOOGLE_APPLICATION_CREDENTIALS', 'AZURE_CLIENT_SECRET']
const JOB_CACHE = ['ACTIONS_CACHE_URL', 'ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN']

test.each([
  [{ signIns: false, jobCache: false }, []],
  [{ signIns: true, jobCache: false }, SIGN_INS],
  [{ signIns: false, jobCache: true }, JOB_CACHE],
])('of secrets, a command with the access %j gets %j', (access, names) => {
  const env = environment(...SIGN_INS, ...JOB_CACHE, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL')
  expect(planDockerEnvironment(env, { access })).toEqual(environment(...names))
})

test('a build also gets what its secrets come from, by their exact names', () => {
  const env = environment('TOKEN', 'token', 'OTHER')
  expect(planDockerEnvironment(env, { secretNames: ['TOKEN', 'NOT_SET'] })).toEqual(environment('TOKEN'))
})

test.each(['SOURCE_DATE_EPOCH', 'BUILDX_GIT_LABELS', 'EXPERIMENTAL_BUILDKIT_SOURCE_POLICY', 'DOCKER_DEFAULT_PLATFORM'])(
  'a secret in %s is refused, since docker would read it',
  (name) => {
    expect(() => planDockerEnvironment({}, { secretNames: [name] })).toThrow(
      expect.objectContaining({ code: 'bad-build-request' }) as Error,
    )
  },
)

test("a configuration folder of its own keeps the user's builders in sight", () => {
  expect(planDockerEnvironment({ HOME: '/home/me' }, { configFolder: '/own' })).toEqual({
    HOME: '/home/me',
    DOCKER_CONFIG: '/own',
    BUILDX_CONFIG: '/home/me/.docker/buildx',
  })
  const chosen = { DOCKER_CONFIG: '/mine', BUILDX_CONFIG: '/builders' }
  expect(planDockerEnvironment(chosen, { configFolder: '/own' })).toEqual({ ...chosen, DOCKER_CONFIG: '/own' })
  expect(userConfigFolder(chosen)).toBe('/mine')
})
