import { isIPv4, isIPv6 } from 'node:net'
import { isAbsolute, posix } from 'node:path'
import { isDigest, ModuleImagesError, parseImageReference } from '@module-images/core'
import type { BindMount, PublishedPort, RunRequest } from '../run-request.js'
import { renderCsvRecord } from '../text/csv-field.js'

/** What to start, and what to add to its environment. */
export interface RunPlan {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const ENV_NAME = /^[A-Za-z_]\w*$/
/**
 * Variables that the engine's command, Go's runtime or the loader reads: meant for the container, they must not reach the command, so they
 * are given in its arguments. None of them holds a secret; names that may (HTTP_PROXY, DOCKER_TOKEN) are not among them.
 */
const READ_BY_COMMAND = new RegExp(
  `^(?:${[
    'DOCKER_(?:HOST|CONFIG|CONTEXT|CERT_PATH|TLS|TLS_VERIFY|API_VERSION|DEFAULT_PLATFORM|CONTENT_TRUST|CONTENT_TRUST_SERVER|CLI_[A-Z_]+)',
    'CONTAINER_(?:HOST|CONNECTION|SSHKEY)|CONTAINERS_(?:CONF|CONF_OVERRIDE|STORAGE_CONF|REGISTRIES_CONF)|PODMAN_USERNS|STORAGE_(?:DRIVER|OPTS)',
    'GO(?:DEBUG|GC|MAXPROCS|MEMLIMIT|TRACEBACK|COVERDIR)',
    'LD_\\w+|DYLD_\\w+|SSL_CERT_(?:FILE|DIR)|XDG_(?:RUNTIME_DIR|CONFIG_HOME|DATA_HOME)',
    'HOME|USER|PATH|TMPDIR|TERM|TZ|LANG|LC_\\w+|RES_OPTIONS|LOCALDOMAIN',
  ].join('|')})$`,
)
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/

/**
 * `docker run` in the foreground. Every flag is one argument with its value; nothing after the image is read as a flag.
 * Flags: https://docs.docker.com/reference/cli/docker/container/run/
 *
 * @param flags of every container
 * @throws ModuleImagesError `bad-run-request`, `bad-image-reference`, `bad-flag-value`
 */
export function planRunArgv(request: RunRequest & { readonly name: string }, flags: readonly string[] = []): RunPlan {
  if (!NAME.test(request.name)) throw badRequest(`'${request.name}' is not a container's name.`)
  if (request.command === undefined && request.args.length > 0) throw badRequest('Arguments need a command.')
  const entries = Object.entries(request.env)
  for (const [name] of entries) refuseName(name)
  const args = [
    'container',
    'run',
    '--rm',
    ...(request.init === false ? [] : ['--init']),
    '--pull=never',
    ...flags,
    `--name=${request.name}`,
    ...(request.interactive === true ? ['--interactive'] : []),
    ...(request.tty === true ? ['--tty'] : []),
    ...optional('platform', request.platform),
    ...optional('user', request.user),
    ...optional('userns', request.userns),
    ...optional('workdir', request.workdir),
    ...optional('network', request.network),
    ...optional('memory', request.memory),
    ...optional('cpus', request.cpus === undefined ? undefined : String(request.cpus)),
    ...optional('entrypoint', request.entrypoint),
    ...request.mounts.map((mount) => `--mount=${mountRecord(mount)}`),
    ...(request.publish ?? []).map((port) => `--publish=${publishedPort(port)}`),
    ...entries.map(([name, value]) => (READ_BY_COMMAND.test(name) ? `--env=${name}=${value}` : `--env=${name}`)),
    image(request.image),
    ...(request.command === undefined ? [] : [request.command]),
    ...request.args,
  ]
  return { args, env: Object.fromEntries(entries.filter(([name]) => !READ_BY_COMMAND.test(name))) }
}

function refuseName(name: string): void {
  if (!ENV_NAME.test(name)) throw badRequest(`'${name}' is not the name of an environment variable.`)
  // It holds sign-ins, so it may not be in the arguments, and docker itself reads it, so not in the environment either.
  if (name === 'DOCKER_AUTH_CONFIG') throw badRequest(`${name} cannot be given to a container.`)
}

function optional(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${flag}=${value}`]
}

function mountRecord(mount: BindMount): string {
  if (!isAbsolute(mount.source)) throw badRequest(`The folder to mount '${mount.source}' is not an absolute path.`)
  if (!posix.isAbsolute(mount.target)) throw badRequest(`The mount point '${mount.target}' is not an absolute path.`)
  const fields = ['type=bind', `source=${mount.source}`, `target=${mount.target}`]
  return renderCsvRecord(mount.readonly === true ? [...fields, 'readonly'] : fields)
}

function publishedPort({ address, host, container }: PublishedPort): string {
  if (!isIPv4(address) && !isIPv6(address)) throw badRequest(`'${address}' is not an IP address to publish a port at.`)
  return `${isIPv6(address) ? `[${address}]` : address}:${host}:${container}`
}

function image(text: string): string {
  if (!isDigest(text)) parseImageReference(text)
  return text
}

function badRequest(message: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-run-request',
    kind: 'input',
    message,
    fix: 'Correct the option; what each takes: npx --no module-images run --help',
  })
}
