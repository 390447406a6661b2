/** Examples of errors whose code is found in what a program, the engine or a registry has said: the product's own functions read that. */
import { compiled } from './compiled.mjs'

/** @typedef {import('./collect-examples.mjs').ErrorExample} ErrorExample */

const IMAGE = 'public.ecr.aws/openscpca/hello-r:latest'

/** What docker writes. */
const TRANSFERS = [
  'unexpected status from HEAD request: 429 Too Many Requests',
  'received unexpected HTTP status: 503 Service Unavailable',
  'write tcp 10.0.0.2:443: connection reset by peer',
  'dial tcp 127.0.0.1:5000: connect: connection refused',
  'denied: Your authorization token has expired. Reauthenticate and try again.',
  'denied: requested access to the resource is denied',
  'manifest unknown',
  'something else',
]

/** What BuildKit writes, and the last lines of the step. */
const BUILDS =
  /** @type {readonly { code: string, error?: string, step?: string, lines?: string[], exitCode?: number, stoppedBy?: string }[]} */ ([
    { code: 'cancelled', stoppedBy: 'abort', error: 'context canceled' },
    { code: 'disk-full', error: 'failed to copy files: write /var/lib/docker/x: no space left on device' },
    {
      code: 'tmpfs-full',
      step: 'RUN --mount=type=tmpfs,target=/scratch make',
      lines: ["error writing '/scratch/a': No space left on device"],
    },
    { code: 'engine-lost', error: 'rpc error: code = Unavailable desc = error reading from server: EOF' },
    { code: 'engine-busy', error: 'DeadlineExceeded: context deadline exceeded' },
    { code: 'base-not-found', error: 'rocker/r-ver:4.9: failed to resolve source metadata for docker.io/rocker/r-ver:4.9: not found' },
    { code: 'base-denied', error: 'private/base:1: failed to resolve source metadata: pull access denied, repository does not exist' },
    { code: 'base-unreachable', error: 'rocker/r-ver:4.4.1: failed to resolve source metadata: dial tcp: i/o timeout' },
    { code: 'context-file-missing', error: 'failed to compute cache key: failed to calculate checksum of ref x: "/a": not found' },
    { code: 'dockerfile-invalid', error: 'dockerfile parse error on line 3: unknown instruction: COPPY' },
    { code: 'step-failed', step: 'RUN conda install samtools', lines: ['/bin/sh: 1: conda: not found'], exitCode: 127 },
    { code: 'needs-containerd-store', error: 'docker exporter does not currently support exporting manifest lists' },
    { code: 'export-failed', step: 'exporting to image', error: 'failed to export: unknown blob' },
    { code: 'build-failed', error: 'no builder "fast" found' },
  ])

/** Why there is no engine. */
const ENGINES = [
  { kind: 'no-command' },
  { kind: 'no-buildx' },
  { kind: 'no-daemon', text: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' },
  { kind: 'no-permission', text: 'permission denied while trying to connect to the Docker daemon socket' },
]

/** Names of errors that the AWS SDK throws. */
const AWS = [
  'LimitExceededException',
  'AccessDeniedException',
  'ExpiredTokenException',
  'CredentialsProviderError',
  'ThrottlingException',
  'ECONNREFUSED',
  'InternalFailure',
  'InvalidParameterException',
  'SyntaxError',
]
/** @type {Readonly<Record<string, number>>} */
const AWS_STATUS = { InternalFailure: 500, InvalidParameterException: 400 }

/** Why a request to a registry failed. */
const REGISTRY = {
  'registry-unreachable': 'connect ECONNREFUSED 127.0.0.1:5000',
  'registry-connection-lost': 'it gave no answer within 60 s',
  'registry-denied': 'access was refused (status 403, "DENIED: not yours")',
  'registry-rate-limited': 'it was asked too often (status 429)',
  'registry-quota-reached': 'a quota is reached (status 429, "LimitExceededException")',
  'registry-failing': 'it fails (status 503)',
  'registry-repository-missing': 'it answered with status 404, "NAME_UNKNOWN"',
  'registry-manifest-refused': 'it answered with status 400, "MANIFEST_INVALID"',
  'registry-referrer-refused': 'it answered with status 405',
  'registry-wrong-digest': 'the body is not what its digest says',
  'registry-unsafe-redirect': 'it redirects to http://storage.example',
  'registry-unsafe-realm': 'it asks for the sign-in to be sent to http://auth.example',
  'registry-bad-reply': 'it answered with status 200, and with no manifest',
  'registry-interrupted': 'the run was interrupted',
}

/** @returns {Promise<ErrorExample[]>} */
export async function familyExamples() {
  const [transfer, unavailable, aws, { ecrPublicService }, registry] = await Promise.all([
    compiled('engine', 'transfer-failure'),
    compiled('engine', 'docker/engine-unavailable'),
    compiled('registry', 'aws/service-failure'),
    compiled('registry', 'ecr-public/ecr-public-service'),
    compiled('registry', 'registry-error'),
  ])
  const call = { operation: 'CreateRepository', doing: 'make the repository openscpca/hello-r' }
  const thrown = (/** @type {string} */ name) =>
    Object.assign(new Error(`As ECR Public words it.`), { name, $metadata: { httpStatusCode: AWS_STATUS[name] } })
  const refusedRole = Object.assign(new Error('Not authorized to perform sts:AssumeRoleWithWebIdentity'), { name: 'AccessDenied' })
  const purpose = { host: 'public.ecr.aws', operation: 'read the manifest of openscpca/hello-r:latest' }
  return [
    ...(await buildExamples()),
    ...(await refusals()),
    ...TRANSFERS.map((text) => transfer.transferError('push', IMAGE, text)),
    transfer.transferError('pull', IMAGE, 'something else'),
    ...ENGINES.map((why) => unavailable.engineUnavailable(why)),
    ...[...AWS.map(thrown), new aws.RoleNotTaken("AWS STS's AssumeRoleWithWebIdentity", refusedRole)].map((error) =>
      aws.serviceError(
        ecrPublicService,
        aws.toServiceFailure(error, (/** @type {string} */ text) => text),
        call,
      ),
    ),
    ...Object.entries(REGISTRY).map(([code, why]) => registry.registryError(code, purpose, { why })),
  ]
}

/** What is refused before anything is done. @returns {Promise<ErrorExample[]>} */
async function refusals() {
  const [core, workspace, names, tasks, secrets, mounts, activation, v] = await Promise.all([
    compiled('core', 'index'),
    compiled('workspace', 'index'),
    compiled('nx', 'generators/module/scaffold/module-name'),
    compiled('nx', 'executors/task-options'),
    compiled('engine', 'secrets/missing-secret'),
    compiled('app', 'commands/run/check-mounts'),
    compiled('nx', 'generators/module/scaffold/plan-activation'),
    import('valibot'),
  ])
  const image = { module: 'hello-r', image: 'public.ecr.aws/openscpca/hello-r', local: false }
  const uncommitted = { kind: 'uncommitted', files: [{ path: 'modules/hello-r/renv.lock', why: 'differs from the commit' }] }
  const push = { registry: 'public.ecr.aws/openscpca', ci: false, isLocal: false, allowed: false }
  const facts = { root: 'modules/hello-r', dockerfile: 'FROM x\n', names: ['renv.lock'] }
  const build = { kind: 'read', inputs: [], problems: [], isIgnored: () => true }
  return [
    core.planCommittedTags(image, { releases: ['v1.2.0'], branch: [] }, uncommitted).error,
    core.planPushPermission(push).error,
    core.planPushPermission({ ...push, ci: true, pullRequest: '#12' }).error,
    caught(() => names.checkModuleName('hello r', [])),
    caught(() => names.checkModuleName('hello-R', [{ name: 'hello-r', owner: 'the module modules/hello-r' }])),
    caught(() => tasks.parseTaskOptions(v.looseObject({ tags: v.array(v.string()) }), { tag: 'v1' }, 'docker-push')),
    caught(() => workspace.findPluginEntry({ plugins: [] })),
    caught(() => workspace.findPluginEntry({ plugins: ['', ''].map(() => ({ plugin: '@module-images/nx' })) })),
    caught(() => secrets.refuseMissingSecrets([{ id: 'token', env: 'GITHUB_PAT' }], {})),
    caught(() => mounts.checkMounts([{ source: '/scratch/sce', target: '/data/sce' }], '/work/lab')),
    ...activation.findActivationProblems({ ...facts, build }),
    caught(() => activation.checkActivation('hello-r', { ...facts, build })),
    caught(() => core.parseImageReference('rocker/R-ver', { file: 'modules/hello-r/Dockerfile', line: 1 })),
    caught(() => core.parseIgnoreRules('*\n[a-\n', 'modules/hello-r/.dockerignore').matcher.matches('a')),
    ...['RUN make\n', '', 'FROM a\nCOPY a\n', '#escape=x\nFROM a\n', 'FROM a\n<<<<<<< ours\n'].map((text) =>
      caught(() => core.planReads(core.parseDockerfile(text, 'modules/hello-r/Dockerfile'), { buildArgs: {} })),
    ),
    caught(() => core.parseBaseLock('{}', 'modules/hello-r/image-lock.json')),
    caught(() => core.parseBaseLock('{ "lock": 2 }', 'modules/hello-r/image-lock.json')),
    caught(() => workspace.parseJsonWithComments('{ "name": lab }\n', { code: 'bad-package-json', file: 'package.json' })),
    caught(() => workspace.parseSettings({ modulez: 'analyses/*' })),
    caught(() => workspace.parseRegistry('https://public.ecr.aws/openscpca', 'nx.json')),
    caught(() => workspace.parseRegistryKind('docker', 'nx.json')),
  ]
}

/** @param {() => unknown} run @returns {any} what it throws */
function caught(run) {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('families.mjs: nothing was refused')
}

/** @returns {Promise<ErrorExample[]>} */
async function buildExamples() {
  const { planBuildFailure } = await compiled('engine', 'buildkit/build-failure')
  const { renderBuildFailure } = await compiled('engine', 'buildkit/render-build-failure')
  const { lacksFeature } = await compiled('engine', 'podman/build-failure')
  const names = { dockerfile: 'modules/hello-r/Dockerfile', reproduce: 'npx nx docker-build hello-r' }
  const refused = lacksFeature(names, { name: 'COPY --link', line: 4, podman: '5.6' })
  const lacking = {
    code: refused.code,
    kind: 'environment',
    message: renderBuildFailure(refused, 'hello-r'),
    place: { file: refused.dockerfile },
  }
  const builds = BUILDS.map(({ error, step, lines = [], exitCode = 1, stoppedBy, code }) => {
    const said = error ?? `process "/bin/sh -c ${step?.replace(/^RUN /, '')}" did not complete successfully: exit code: ${exitCode}`
    const name = step?.startsWith('RUN') ? `[2/2] ${step}` : step
    const failure = planBuildFailure({
      ...{ text: [`ERROR: failed to solve: ${said}`], stoppedBy, exitCode: 1 },
      culprit: name === undefined ? undefined : { name, internal: !name.startsWith('['), error: said, lastLines: lines },
      ...{ dockerfile: 'modules/hello-r/Dockerfile', reproduce: 'docker buildx build modules/hello-r' },
    })
    if (failure.code !== code) throw new Error(`families.mjs: ${code} is read as ${failure.code}`)
    const kind = failure.code === 'step-failed' || failure.code === 'dockerfile-invalid' ? 'input' : 'environment'
    return { code: failure.code, kind, message: renderBuildFailure(failure, 'hello-r'), place: { file: failure.dockerfile } }
  })
  return [lacking, ...builds]
}
