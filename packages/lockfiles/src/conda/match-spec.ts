import { renderSource } from '../source-address.js'

/** What conda reads in a match specification. */
export interface MatchSpec {
  /** In lower case; may have `*` for any text. */
  readonly name: string
  /** As written, without a build: `=4.3`, `>=1,<2`, `1!2.0`; none for any version. */
  readonly version?: string | undefined
  readonly build?: string | undefined
  /** A name, or an address without secrets. */
  readonly channel?: string | undefined
}

/** `name version`, where the version begins with an operator or a space. */
const NAME_VERSION = /^([^ =<>!~]+)?([><!=~ ].+)?/
const VERSION_BUILD = /^(.+?[^><!,|]?)(?:(?<![=!|,<>~])[ =]([^-=,|<>~]+?))?$/
const BRACKET_FIELD = /([a-zA-Z0-9_-]+?)=(["']?)([^'"]*?)\2(?:[, ]|$)/g
/** https://github.com/conda/ceps/blob/main/cep-0026.md */
const NAME = /^(?:[a-z0-9]|[a-z0-9_](?!_)|__[a-z0-9])[._-]?(?:[a-z0-9]+(?:[._-]|$))*$/
const PACKAGE_FILE = /\.(?:tar\.bz2|conda)$/

/** No real one is longer; the grammar's patterns are not made for more. */
const MAX_LENGTH = 1000

/**
 * Reads a match specification: `channel/platform:namespace:name version build [key=value]`, where all but the name may be missing.
 *
 * The steps, their order and their patterns are those of `_parse_spec_str` in https://github.com/conda/conda/blob/main/conda/models/match_spec.py
 *
 * @returns nothing where conda refuses it
 */
export function parseMatchSpec(written: string): MatchSpec | undefined {
  if (written.length > MAX_LENGTH) return undefined
  const spec = withoutComment(written)
  if (PACKAGE_FILE.test(spec.trim())) return parsePackageFile(spec.trim())
  const { rest: withoutBrackets, inside } = takeLast(spec, '[', ']')
  const fields = new Map([...inside.matchAll(BRACKET_FIELD)].map(([, key = '', , value = '']) => [key, value]))
  // Marks of another time, which conda reads past.
  const { channel, rest } = takeChannel(takeLast(withoutBrackets, '(', ')').rest)
  const [, name, after = ''] = NAME_VERSION.exec(rest) ?? []
  if (name === undefined || after.includes('[') || !isName(name.toLowerCase())) return undefined
  const asked = splitBuild(after.trim())
  const version = fields.get('version') ?? asked?.version
  if (version !== undefined && !isVersion(version)) return undefined
  const from = fields.get('channel') ?? channel
  return {
    name: name.toLowerCase(),
    version: version === '' || version === '*' ? undefined : version,
    build: fields.get('build') ?? asked?.build,
    channel: from === undefined || from === '' ? undefined : channelName(from),
  }
}

/**
 * The one version that is asked for, if it is one: `1.2`, `==1.2` and `=1.2=build`, but not `=1.2`, which takes 1.2.3 too.
 *
 * Rules: https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html#package-match-specifications and
 * `_sanitize_version_str` beside `_parse_spec_str`
 */
export function exactVersion({ version, build }: MatchSpec): string | undefined {
  const [, operator = '', asked] = /^(={0,2})([^\s=,|*<>~^$()]+)$/.exec(version ?? '') ?? []
  return operator === '=' && build === undefined ? undefined : asked
}

/** conda's file name of a package: name, version and build. */
export function parsePackageFileName(
  fileName: string,
): { readonly name: string; readonly version: string; readonly build: string } | undefined {
  const [, name, version, build] = /^(.+)-([^-]+)-([^-]+)\.(?:tar\.bz2|conda)$/.exec(fileName) ?? []
  return name === undefined || version === undefined || build === undefined ? undefined : { name, version, build }
}

/** A channel for people: its name where it has one on conda's own server, else its address without secrets and without a platform's folder. */
export function channelName(written: string): string {
  const address = renderSource(written.trim())
  return address
    .replace(/^https:\/\/conda\.anaconda\.org\/(?=.)/, '')
    .replace(SUBFOLDER, '')
    .replace(/\/$/, '')
}

const SUBFOLDER = /\/(?:noarch|(?:linux|osx|win|freebsd|zos|emscripten|wasi)-\w+)\/?$/

/** The channel of a package's address, in short: the folder above that of its platform. */
export function channelOf(address: string): string {
  const shown = renderSource(address)
  const parts = shown.split('/')
  return (shown.includes('://') && parts.length > 4 ? parts.at(-3) : undefined) ?? shown
}

/** The folder of a channel that a package's address names: `linux-64`, `noarch`. */
export function subdirOf(address: string): string | undefined {
  return SUBFOLDER.exec(address.slice(0, address.lastIndexOf('/')))?.[0].slice(1)
}

function withoutComment(written: string): string {
  const comment = written.indexOf('#')
  return (comment < 0 ? written : written.slice(0, comment)).split(' if ', 1)[0] ?? ''
}

function parsePackageFile(address: string): MatchSpec | undefined {
  const read = parsePackageFileName(decodeURIComponent(address.slice(address.lastIndexOf('/') + 1).replace(/%(?![0-9a-f]{2})/gi, '')))
  return read && { name: read.name, version: `==${read.version}`, build: read.build, channel: channelOf(address) }
}

function takeLast(spec: string, open: string, close: string): { readonly rest: string; readonly inside: string } {
  const to = spec.lastIndexOf(close)
  const from = to < 0 ? -1 : spec.lastIndexOf(open, to)
  return from < 0 ? { rest: spec, inside: '' } : { rest: `${spec.slice(0, from)}${spec.slice(to + 1)}`, inside: spec.slice(from + 1, to) }
}

/** The last colon ends a namespace, which conda does not use, and the one before it a channel: what is before that belongs to its address. */
function takeChannel(spec: string): { readonly channel?: string | undefined; readonly rest: string } {
  const last = spec.lastIndexOf(':')
  if (last < 0) return { rest: spec.trimStart() }
  const before = spec.lastIndexOf(':', last - 1)
  return { channel: last > 0 && before >= 0 ? spec.slice(0, before).trim() : undefined, rest: spec.slice(last + 1).trimStart() }
}

function isName(name: string): boolean {
  return name.includes('*') || NAME.test(name)
}

function splitBuild(asked: string): { readonly version: string; readonly build: string | undefined } | undefined {
  const [, version, build] = VERSION_BUILD.exec(asked) ?? []
  return version === undefined ? undefined : { version: version.replaceAll(' ', ''), build: build?.trim() }
}

const VERSION = /^(?:(?:==?|!=|<=|>=|<|>|~=)(?![=<>!~])\S+|[*.+!_0-9a-z-]+|\^.*\$)$/i

/** `VersionSpec` in https://github.com/conda/conda/blob/main/conda/models/version.py; what is in parentheses is left to conda. */
function isVersion(version: string): boolean {
  return version.includes('(') || version.split(/[,|]/).every((part) => VERSION.test(part))
}
