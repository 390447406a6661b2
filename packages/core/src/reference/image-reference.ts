import { ModuleImagesError, type Place } from '../errors.js'

/**
 * An image reference in full: `debian` is `docker.io/library/debian:latest`.
 * Rules: https://github.com/distribution/reference/blob/main/reference.go
 */
export interface ImageReference {
  /** Registry host with port, lower case: `docker.io`, `127.0.0.1:5000`. */
  readonly host: string
  /** Repository below the host: `library/debian`. */
  readonly repository: string
  readonly tag?: string
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string
}

const DEFAULT_HOST = 'docker.io'
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/

/**
 * Reads a reference as Docker does. A reference without tag and digest stays so; see {@link withDefaultTag}.
 *
 * @throws ModuleImagesError `bad-image-reference`
 */
export function parseImageReference(text: string, place?: Place): ImageReference {
  const fail = (why: string) =>
    new ModuleImagesError({
      code: 'bad-image-reference',
      kind: 'input',
      message: `'${text}' is not an image reference: ${why}.`,
      place,
      fix: 'Write it as host/repository:tag, for example public.ecr.aws/openscpca/hello-r:latest.',
    })
  const [beforeDigest = '', digest, ...more] = text.split('@')
  if (more.length > 0) throw fail('it has more than one @')
  if (digest !== undefined && !DIGEST.test(digest)) throw fail(`'${digest}' is not a sha256 digest`)

  const colon = beforeDigest.lastIndexOf(':')
  const hasTag = colon > beforeDigest.lastIndexOf('/')
  const name = hasTag ? beforeDigest.slice(0, colon) : beforeDigest
  const tag = hasTag ? beforeDigest.slice(colon + 1) : undefined
  if (tag !== undefined && !isTag(tag)) throw fail(`'${tag}' is not a tag`)

  const { host, repository } = splitHost(name)
  if (!HOST.test(host)) throw fail(`'${host}' is not a registry host`)
  if (!isRepository(repository)) throw fail(`'${repository}' is not a repository name (lower-case letters, digits, and . _ - between them)`)
  return { host: host.toLowerCase(), repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

function splitHost(name: string): { host: string; repository: string } {
  const slash = name.indexOf('/')
  const first = name.slice(0, slash)
  const isHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())
  const host = isHost ? first : DEFAULT_HOST
  const rest = isHost ? name.slice(slash + 1) : name
  if (host === 'index.docker.io') return splitHost(rest)
  const official = host === DEFAULT_HOST && !rest.includes('/')
  return { host, repository: official ? `library/${rest}` : rest }
}

/** True for a tag a registry accepts. Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull */
export function isTag(text: string): boolean {
  return TAG.test(text)
}

/** True for a digest as this product accepts it: sha256 only, which is what every registry serves. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text)
}

/** True for a repository path a registry accepts: at most 255 characters of lower-case components. */
export function isRepository(text: string): boolean {
  return text.length <= 255 && text.split('/').every((part) => COMPONENT.test(part))
}

/** Docker's rule: neither tag nor digest means `latest`. */
export function withDefaultTag(reference: ImageReference): ImageReference {
  return reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference
}

/** The full form, host always spelled out. */
export function renderImageReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`
  return `${renderRepository(reference)}${tag}${digest}`
}

/** `host/repository`, without tag and digest. */
export function renderRepository(reference: Pick<ImageReference, 'host' | 'repository'>): string {
  return `${reference.host}/${reference.repository}`
}
