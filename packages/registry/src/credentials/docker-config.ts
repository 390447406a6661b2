import { ModuleImagesError, notAList } from '@module-images/core'
import * as v from 'valibot'
import { Secret } from './secret.js'
import type { Credential, HelperReply } from './credential.js'

/** The part of Docker's `config.json` that is about signing in. */
export interface DockerConfig {
  readonly file: string
  readonly auths: Readonly<Record<string, DockerAuth>>
  readonly credHelpers: Readonly<Record<string, string>>
  readonly credsStore?: string | undefined
}

const AUTH = v.object({
  auth: v.optional(v.string()),
  username: v.optional(v.string()),
  password: v.optional(v.string()),
  identitytoken: v.optional(v.string()),
})
type DockerAuth = v.InferOutput<typeof AUTH>

const CONFIG = notAList(
  v.object({
    auths: v.nullish(v.record(v.string(), AUTH)),
    credHelpers: v.nullish(v.record(v.string(), v.string())),
    credsStore: v.nullish(v.string()),
  }),
)

const HELPER = /^[a-zA-Z0-9._-]+$/
/** What helpers give as user name when the secret is an identity token. */
const TOKEN_USERNAME = '<token>'

/**
 * Parses Docker's `config.json`. Format: https://docs.docker.com/reference/cli/docker/login/#credential-stores
 * Errors name the file and never quote it, since it holds secrets.
 *
 * @throws ModuleImagesError `bad-docker-config`
 */
export function parseDockerConfig(text: string, file: string): DockerConfig {
  const fail = (message: string) =>
    new ModuleImagesError({
      code: 'bad-docker-config',
      kind: 'environment',
      message,
      place: { file },
      fix: 'Correct the file, or set DOCKER_CONFIG to a folder with a valid one.',
    })
  let value: unknown
  try {
    value = JSON.parse(text === '' ? '{}' : text)
  } catch {
    throw fail('The Docker configuration is not valid JSON.')
  }
  const parsed = v.safeParse(CONFIG, value)
  if (!parsed.success) throw fail(`The Docker configuration is not as Docker writes it, at ${fieldOf(parsed.issues)}.`)
  const { auths, credHelpers, credsStore } = parsed.output
  return { file, auths: auths ?? {}, credHelpers: credHelpers ?? {}, credsStore: credsStore ?? undefined }
}

/** The field of the first issue, without the host below it. */
function fieldOf([issue]: readonly v.BaseIssue<unknown>[]): string {
  const key = issue?.path?.[0]?.key
  return typeof key === 'string' ? key : 'the top'
}

/**
 * The helper that keeps a server's sign-in: its own, else the store for all.
 *
 * @throws ModuleImagesError `bad-docker-config` where its name could be a path or worse
 */
export function findHelper(config: DockerConfig, server: string): string | undefined {
  const own = Object.hasOwn(config.credHelpers, server) ? config.credHelpers[server] : undefined
  const helper = own || config.credsStore || undefined
  if (helper !== undefined && !HELPER.test(helper)) {
    throw new ModuleImagesError({
      code: 'bad-docker-config',
      kind: 'environment',
      message: `The Docker configuration names a credential helper that is no program's name.`,
      place: { file: config.file },
      fix: 'Credential helpers are named by letters, digits, dots, dashes and underscores; see credHelpers and credsStore.',
    })
  }
  return helper
}

/** The sign-in the file itself holds for a server: under its very name, else under an older form of it such as `https://host/v1/`. */
export function findSavedCredential(config: DockerConfig, server: string): Credential | undefined {
  const key = Object.hasOwn(config.auths, server) ? server : Object.keys(config.auths).find((name) => hostOf(name) === server)
  const auth = key === undefined ? undefined : config.auths[key]
  if (auth === undefined) return undefined
  const origin = config.file
  if (auth.identitytoken) return { kind: 'identity-token', token: new Secret(auth.identitytoken), origin }
  const [username, password] = auth.auth ? decodeAuth(auth.auth) : [auth.username ?? '', auth.password ?? '']
  return username === '' && password === '' ? undefined : { kind: 'basic', username, password: new Secret(password), origin }
}

/** The credential a helper printed. */
export function parseHelperReply(reply: HelperReply, origin: string): Credential {
  return reply.Username === TOKEN_USERNAME
    ? { kind: 'identity-token', token: new Secret(reply.Secret), origin }
    : { kind: 'basic', username: reply.Username, password: new Secret(reply.Secret), origin }
}

/** `user:password` in base64; Docker for Windows pads passwords with NUL bytes. */
function decodeAuth(auth: string): [string, string] {
  const text = Buffer.from(auth, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? ['', ''] : [text.slice(0, colon), text.slice(colon + 1).replace(/\0+$/, '')]
}

function hostOf(name: string): string {
  const [host = ''] = name.replace(/^[a-z]+:\/\//i, '').split('/')
  return host
}
