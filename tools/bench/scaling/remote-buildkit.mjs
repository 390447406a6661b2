// @ts-check
import { mkdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { run } from '../../local/command.mjs'

/** How Docker's interface hands out the BuildKit in it: https://docs.docker.com/reference/api/engine/#tag/Session */
const UPGRADE = 'POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'
const END_OF_HEAD = '\r\n\r\n'

/**
 * A builder of buildx's `remote` driver, as pods of a cluster are for a machine: its BuildKit is that of an engine, reached by a port and not by the
 * engine's interface, so that nothing it builds is in an engine before it is loaded there.
 *
 * @param {{ socket: string, folder: string }} place `socket`: of the engine; `folder`: for buildx's own notes
 * @returns {Promise<{ env: { BUILDX_CONFIG: string, BUILDX_BUILDER: string }, close: () => Promise<void> }>} `env`: of commands that build there
 */
export async function startRemoteBuilder({ socket, folder }) {
  mkdirSync(folder, { recursive: true })
  /** @type {Set<import('node:net').Socket>} */
  const connections = new Set()
  const server = createServer((client) => {
    connections.add(client.once('close', () => connections.delete(client)))
    passOn(client, socket)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const env = { BUILDX_CONFIG: join(folder, 'buildx'), BUILDX_BUILDER: 'far' }
  const create = ['docker', 'buildx', 'create', '--name', env.BUILDX_BUILDER, '--driver', 'remote', `tcp://127.0.0.1:${port}`]
  await run(create, { env: { BUILDX_CONFIG: env.BUILDX_CONFIG }, failure: 'No builder with the remote driver can be made.' })
  return {
    env,
    async close() {
      for (const client of connections) client.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** @param {import('node:net').Socket} client @param {string} socket */
function passOn(client, socket) {
  const engine = connect(socket)
  let head = Buffer.alloc(0)
  const onHead = (/** @type {Buffer} */ bytes) => {
    head = Buffer.concat([head, bytes])
    const end = head.indexOf(END_OF_HEAD)
    if (end < 0) return
    engine.off('data', onHead)
    client.write(head.subarray(end + END_OF_HEAD.length))
    engine.pipe(client)
    client.pipe(engine)
  }
  client.on('error', () => engine.destroy())
  engine.on('error', () => client.destroy())
  engine.on('data', onHead)
  engine.write(UPGRADE)
}
