import { isIP } from 'node:net'
import { ModuleImagesError } from '@module-images/core'
import type { PublishedPort } from '@module-images/engine'

/** Where a port is offered when nobody says where: to programs of this machine, and to nobody on its network. */
export const LOOPBACK = '127.0.0.1'

const FORM = /^(?:(?:\[([^\]]+)\]|(\d+(?:\.\d+){3})):)?(?:(\d{1,5}):)?(\d{1,5})$/

/**
 * `[[ADDRESS:]HOST:]CONTAINER`: a port of the container, the port of this machine (the same where none is given), and the address (127.0.0.1).
 *
 * @throws ModuleImagesError `bad-publish`
 */
export function parsePublish(text: string): PublishedPort {
  const [, v6, v4, host, container] = FORM.exec(text) ?? []
  if (container === undefined) throw badPublish(`'${text}' is not a port.`)
  const address = v6 ?? v4 ?? LOOPBACK
  if (isIP(address) === 0) throw badPublish(`'${text}' has no IP address before its ports.`)
  const published = { address, host: Number(host ?? container), container: Number(container) }
  const wrong = [published.host, published.container].find((port) => port < 1 || port > 65_535)
  if (wrong !== undefined) throw badPublish(`'${text}': ports are numbers from 1 to 65535.`)
  return published
}

/**
 * Ports are those of a network of the container's own.
 *
 * @throws ModuleImagesError `bad-publish`
 */
export function checkNetwork(network: string | undefined): void {
  if (network === undefined || !/^(?:none|host|container:.*)$/.test(network)) return
  throw new ModuleImagesError({
    code: 'bad-publish',
    kind: 'input',
    message: `With the network '${network}' no port of the container can be published.`,
    fix: 'Leave --network out: the container then has a network of its own.',
  })
}

/** Whether others than programs of this machine reach it. */
export function isOpenToOthers({ address }: PublishedPort): boolean {
  return !address.startsWith('127.') && address !== '::1'
}

function badPublish(message: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-publish',
    kind: 'input',
    message,
    fix: 'Write --publish=8888, --publish=9999:8888 for another port of this machine, or --publish=0.0.0.0:9999:8888 for other machines too.',
  })
}
