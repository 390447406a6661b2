import { isIP } from 'node:net'
import { stripVTControlCharacters } from 'node:util'
import type { PublishedPort } from '@module-images/engine'

const ADDRESS = /https?:\/\/(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?(?:[/?#][^\s"'<>`)]*)?/gi

/**
 * The page that a line of a container's log names, as this machine reaches it. Of what the container says only path and query count: it is
 * this machine's own address in any case.
 *
 * @param line `http://127.0.0.1:8888/lab?token=…`, `Listening on http://0.0.0.0:3838`
 */
export function findPageAddress(line: string, ports: readonly PublishedPort[]): URL | undefined {
  for (const [text] of stripVTControlCharacters(line).matchAll(ADDRESS)) {
    const said = parseUrl(text.replace(/[.,;:]+$/, ''))
    const port = said && isContainer(said.hostname) ? ports.find(({ container }) => container === portOf(said)) : undefined
    if (said && port) return new URL(`${said.pathname}${said.search}`, `${said.protocol}//${originHost(port)}`)
  }
  return undefined
}

/** Host and port at which this machine reaches a port: `127.0.0.1:8888`. */
export function originHost({ address, host }: PublishedPort): string {
  if (address === '0.0.0.0') return `127.0.0.1:${host}`
  if (address === '::') return `[::1]:${host}`
  return isIP(address) === 6 ? `[${address}]:${host}` : `${address}:${host}`
}

/** Names that a program in a container has for itself: an address, or the container's id, which is its host name. */
function isContainer(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) > 0 || /^[\da-f]{12}$/.test(hostname)
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
