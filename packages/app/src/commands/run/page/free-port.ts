import { createServer } from 'node:net'
import { ModuleImagesError } from '@module-images/core'
import type { PublishedPort } from '@module-images/engine'

/** How many ports after the wanted one are tried. */
const TRIED = 50

/**
 * Docker would say so too, once the container is made, and in more words.
 *
 * @throws ModuleImagesError `port-in-use`
 */
export async function checkPortsFree(ports: readonly PublishedPort[]): Promise<void> {
  for (const { address, host, container } of ports) {
    if (await isInUse(address, host)) throw portInUse(`${address}:${host}`, `${await findFreePort(address, host)}:${container}`)
  }
}

/**
 * @param from looked at first, then those after it
 * @throws ModuleImagesError `port-in-use`
 */
export async function findFreePort(address: string, from: number): Promise<number> {
  const last = Math.min(from + TRIED, 65_535)
  for (let port = from; port <= last; port += 1) if (!(await isInUse(address, port))) return port
  throw noFreePort(`${address}:${from}`, last)
}

/** What else fails (an address of a remote engine, a port for root alone) is the engine's to say. */
async function isInUse(host: string, port: number): Promise<boolean> {
  const server = createServer()
  try {
    return await new Promise((resolve) => {
      server.once('error', (error) => resolve('code' in error && error.code === 'EADDRINUSE'))
      server.listen({ host, port, exclusive: true }, () => resolve(false))
    })
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
}

/** @param free another choice, as `--publish` takes it */
function portInUse(place: string, free: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'port-in-use',
    kind: 'environment',
    message: `Another program listens at ${place}.`,
    fix: `Choose another port of this machine: --publish=${free}.`,
  })
}

function noFreePort(first: string, last: number): ModuleImagesError {
  return new ModuleImagesError({
    code: 'port-in-use',
    kind: 'environment',
    message: `Every port from ${first} to ${last} is in use.`,
    fix: 'End a program that uses one, or name one that is free: --publish=9999:8888.',
  })
}
