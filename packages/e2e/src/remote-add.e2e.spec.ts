import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

describe('what an ADD without a checksum fetches', () => {
  let server: Server
  let content = ''
  const { workspace } = usePackedWorkspace({})

  beforeAll(async () => {
    server = createServer((_, response) => response.end(content)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    workspace.write({
      'modules/fetch/Dockerfile': `FROM scratch\nADD http://127.0.0.1:${port}/f.txt /f.txt\nLABEL own=${workspace.prefix}\n`,
    })
    await workspace.commit()
  })

  afterAll(() => {
    server?.close()
    server?.closeAllConnections()
  })

  /** What the image of the module holds once it is built. */
  async function build(): Promise<string> {
    const { exitCode, output } = await workspace.nx(['run', 'fetch:docker-build'])
    expect(exitCode, output).toBe(0)
    const { image, contentTag } = workspace.receipt('fetch')
    const container = await workspace.engine.docker('create', `${image}:${contentTag}`, 'none')
    try {
      // A tar archive of one small file, with its content as it is.
      const archive = await workspace.engine.docker('cp', `${container}:/f.txt`, '-')
      return /<.*?>/.exec(archive)?.[0] ?? ''
    } finally {
      await workspace.engine.docker('rm', container)
    }
  }

  it('stays as it was built, whatever lies at the address now, and a check says that it may', async () => {
    content = '<one>'
    expect(await build()).toBe('<one>')
    content = '<two>'
    expect(await build()).toBe('<one>')
    expect((await workspace.moduleImages(['doctor'])).stdout).toContain('modules/fetch/Dockerfile:2: warning add-checksum')
  })

  it('is fetched anew after a refresh, which raises the epoch of a module without any base', async () => {
    const before = workspace.receipt('fetch').key
    const { exitCode, output } = await workspace.moduleImages(['refresh', 'fetch'])
    expect(exitCode, output).toBe(0)
    expect(await build()).toBe('<two>')
    expect(workspace.receipt('fetch').key).not.toBe(before)
  })
})
