import type { ModuleImagesError } from '@module-images/core'
import type { HttpReply } from '../http/exchange.js'
import type { RegistryConnection } from '../registry-connection.js'
import { registryError, type RegistryErrorCode, type Purpose } from '../registry-error.js'

const UNKNOWN = new Set(['MANIFEST_UNKNOWN', 'NAME_UNKNOWN', 'BLOB_UNKNOWN'])

/**
 * True only where the registry itself says that it does not have what was asked for. A reply to HEAD has no body to say it
 * in; a 404 to anything else without such a code is some proxy's or web server's.
 */
export function isNotFound(connection: RegistryConnection, method: 'HEAD' | 'GET' | 'DELETE', reply: HttpReply): boolean {
  if (reply.status !== 404) return false
  return method === 'HEAD' || connection.wordsOf(reply).codes.some((code) => UNKNOWN.has(code))
}

/** The error for a reply that is neither success nor not-found. */
export function unexpectedReply(connection: RegistryConnection, reply: HttpReply, purpose: Purpose): ModuleImagesError {
  const { codes, text } = connection.wordsOf(reply)
  const why = text === '' ? `it answered with status ${reply.status}` : `it answered with status ${reply.status}, "${text}"`
  return registryError(codeOf(reply.status, codes), purpose, { why })
}

function codeOf(status: number, codes: readonly string[]): RegistryErrorCode {
  if (codes.includes('NAME_UNKNOWN')) return 'registry-repository-missing'
  const isRefused = codes.some((code) => code.startsWith('MANIFEST_') || code === 'BLOB_UNKNOWN' || code === 'TAG_INVALID')
  return isRefused || status === 413 ? 'registry-manifest-refused' : 'registry-bad-reply'
}
