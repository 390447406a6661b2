import { ModuleImagesError } from '@module-images/core'
import type { ExchangeFailure } from './http/exchange-failure.js'

/** What callers may switch on. */
export type RegistryErrorCode =
  /** No connection came about: down, unknown, or not trusted. */
  | 'registry-unreachable'
  /** Connections break or time out. */
  | 'registry-connection-lost'
  | 'registry-denied'
  | 'registry-rate-limited'
  /** No more of something may be kept there; waiting does not help. */
  | 'registry-quota-reached'
  /** It says that it fails: 5xx. */
  | 'registry-failing'
  /** It takes no push to this repository before somebody makes it. */
  | 'registry-repository-missing'
  /** It does not take this manifest, for example because a blob of it is missing. */
  | 'registry-manifest-refused'
  /** It does not take a manifest that refers to another: a signature, an attestation. */
  | 'registry-referrer-refused'
  | 'registry-wrong-digest'
  | 'registry-unsafe-redirect'
  | 'registry-unsafe-realm'
  /** Anything else that is not of the protocol. */
  | 'registry-bad-reply'
  | 'registry-interrupted'

/** What was being done, and where. */
export interface Purpose {
  readonly host: string
  /** A verb phrase: `read the manifest of openscpca/hello-r:latest`. */
  readonly operation: string
}

export interface Reason {
  readonly why: string
  readonly fix?: string | undefined
  readonly cause?: unknown
}

/** The one shape of this package's errors: `Could not <operation> at <host>: <why>.` */
export function registryError(code: RegistryErrorCode, { host, operation }: Purpose, { why, fix, cause }: Reason): ModuleImagesError {
  const message = `Could not ${operation} at ${host}: ${why.replace(/\.$/, '')}.`
  return new ModuleImagesError({ code, kind: 'remote', message, fix: fix ?? FIXES[code], cause })
}

const FIXES: Readonly<Partial<Record<RegistryErrorCode, string>>> = {
  'registry-unreachable':
    'Check that the registry runs and that its address is right: MODULE_IMAGES_REGISTRY, else the registry in nx.json.',
  'registry-connection-lost': 'Run it again: what is done is kept.',
  'registry-denied': 'Check that the sign-in is still good, and that it may do this.',
  'registry-rate-limited': 'Wait a while and run it again: what is done is kept. Most registries allow more to those who sign in.',
  'registry-quota-reached': 'Remove from the registry what is no longer needed, or ask for a higher quota.',
  'registry-failing': 'Run it again later: what is done is kept.',
  'registry-repository-missing': 'Make the repository at the registry, or check the spelling of its name.',
  'registry-manifest-refused': 'Run it again; if it stays so, the registry lacks a part of the image or does not take images of this kind.',
  'registry-referrer-refused':
    'The registry, or a proxy before it, does not keep attestations. Publish without them, or to a registry of OCI 1.1 or of the specification before it.',
  'registry-wrong-digest': 'Run it again; if it stays so, the registry or a proxy before it changes what it stores.',
  'registry-unsafe-redirect': 'A registry should not do this; if a proxy stands in front of it, look there.',
  'registry-unsafe-realm': 'A sign-in is sent over https only, or to this machine.',
  'registry-bad-reply': 'Check that the address is that of a registry (not a web page or a proxy in front of it).',
}

const PROXY_FIX =
  'Check the proxy and its sign-in; hosts that are reached without it stand in NO_PROXY, and a certificate that a company signs with in the file of NODE_EXTRA_CA_CERTS.'

/** Says what a failed exchange means to the caller. A failure at another host, after a redirect, names that host too. */
export function exchangeError(failure: ExchangeFailure, purpose: Purpose): ModuleImagesError {
  const elsewhere = failure.host === purpose.host ? '' : ` (at ${failure.host})`
  const fix = failure.proxy !== undefined && failure.isConnect ? PROXY_FIX : undefined
  return registryError(codeOf(failure), purpose, { why: `${failure.message}${elsewhere}`, fix, cause: failure })
}

function codeOf(failure: ExchangeFailure): RegistryErrorCode {
  if (failure.isConnect) return 'registry-unreachable'
  if (failure.reason === 'corrupt') return 'registry-wrong-digest'
  if (failure.isTransient) return 'registry-connection-lost'
  if (failure.reason === 'unsafe-redirect') return 'registry-unsafe-redirect'
  return failure.reason === 'unsafe-realm' ? 'registry-unsafe-realm' : 'registry-bad-reply'
}
