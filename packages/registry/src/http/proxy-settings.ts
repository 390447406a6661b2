import { BlockList, isIP } from 'node:net'
import { ModuleImagesError } from '@module-images/core'
import { isLoopbackHost } from './loopback-host.js'

/** A proxy that requests go through. */
export interface Proxy {
  /** Without user name and password. */
  readonly url: URL
  /** Value of `Proxy-Authorization`, where the variable has a user name. */
  readonly authorization: string | undefined
  /** For people, without the password: `http://proxy.example.org:3128 (HTTPS_PROXY)`. */
  readonly name: string
}

/** The proxy for a request; undefined where it goes straight to its host. */
export type ChooseProxy = (url: URL) => Proxy | undefined

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Reads the variables as docker reads them for its own requests, so that both take the same way: `HTTPS_PROXY` for https, `HTTP_PROXY` for http,
 * `NO_PROXY` for hosts that are reached without one, each in lower case too. This machine is always reached without.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 *
 * @returns undefined where no variable names a proxy
 * @throws ModuleImagesError `bad-proxy`
 */
export function readProxySettings(env: Variables): ChooseProxy | undefined {
  const proxies = { 'https:': readProxy('HTTPS_PROXY', env), 'http:': readProxy('HTTP_PROXY', env) }
  if (proxies['https:'] === undefined && proxies['http:'] === undefined) return undefined
  const rules = (read('NO_PROXY', env)?.value ?? '')
    .split(/[\s,]+/)
    .filter((rule) => rule !== '')
    .map(parseRule)
  return (url) => {
    if (isLoopbackHost(url.host) || rules.some((isExcepted) => isExcepted(url))) return undefined
    return proxies[url.protocol as keyof typeof proxies]
  }
}

function read(name: string, env: Variables): { readonly name: string; readonly value: string } | undefined {
  for (const spelling of [name, name.toLowerCase()]) {
    const value = env[spelling]?.trim()
    if (value) return { name: spelling, value }
  }
  return undefined
}

function readProxy(variable: string, env: Variables): Proxy | undefined {
  const given = read(variable, env)
  if (given === undefined) return undefined
  const text = given.value.includes('://') ? given.value : `http://${given.value}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw badProxy(given.name)
  const { username, password } = url
  const authorization = username === '' ? undefined : `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}`
  ;[url.username, url.password] = ['', '']
  return { url, authorization, name: `${url.origin} (${given.name})` }
}

/** A percent sign that begins no escape is meant as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Its value is not shown: it may hold a password. */
function badProxy(variable: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-proxy',
    kind: 'environment',
    message: `${variable} is not the address of an http or https proxy.`,
    fix: `Write it as http://proxy.example.org:3128, or unset ${variable}.`,
  })
}

/**
 * One entry of `NO_PROXY`: `*`, an address, a range `10.0.0.0/8`, a domain with all below it `example.org`, what is below it alone
 * `.example.org` or `*.example.org`; each but `*` and a range may end in a port.
 */
function parseRule(text: string): (url: URL) => boolean {
  if (text === '*') return () => true
  const range = parseRange(text)
  if (range !== undefined) return ({ hostname }) => range(bareAddress(hostname))
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(text.toLowerCase()) ?? []
  const domain = name.replace(/^\*(?=\.)/, '')
  return ({ hostname, port: given, protocol }) => {
    if (port !== undefined && port !== (given || (protocol === 'https:' ? '443' : '80'))) return false
    return domain.startsWith('.') ? hostname.endsWith(domain) : hostname === domain || hostname.endsWith(`.${domain}`)
  }
}

function parseRange(text: string): ((address: string) => boolean) | undefined {
  const [network = '', bits = ''] = text.split('/')
  const family = isIP(network)
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return undefined
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

/** URLs write addresses of IPv6 in brackets. */
function bareAddress(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}
