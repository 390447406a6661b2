import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { checkPortsFree, findFreePort } from './free-port.js'

/** A program that listens. @returns its port */
async function occupy(address: string): Promise<number> {
  const server = createServer().listen(0, address)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

it.each(['127.0.0.1', '0.0.0.0'])('a port that a program of %s has is refused, and another named', async (address) => {
  const port = await occupy(address)
  const next = await findFreePort('127.0.0.1', port)
  expect(next).toBeGreaterThan(port)
  const error = {
    code: 'port-in-use',
    message: `Another program listens at 127.0.0.1:${port}.`,
    fix: `Choose another port of this machine: --publish=${next}:8888.`,
  }
  await expect(checkPortsFree([{ address: '127.0.0.1', host: port, container: 8888 }])).rejects.toMatchObject(error)
  await checkPortsFree([{ address: '127.0.0.1', host: next, container: 8888 }])
})

it('an address that is not of this machine is left to the engine', async () => {
  await checkPortsFree([{ address: '192.0.2.1', host: 8888, container: 8888 }])
})
