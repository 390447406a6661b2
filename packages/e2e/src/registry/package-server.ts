import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { runOrThrow } from '../process/run-command.js'

/** An npm registry on 127.0.0.1 that has one version of one package. */
export interface PackageServer {
  readonly url: string
  stop(): Promise<void>
}

/** A tarball, and the package.json in it. */
export interface PublishedPackage {
  readonly manifest: { readonly name: string; readonly version: string }
  readonly tarball: Buffer
}

/**
 * The package that is installed in a workspace, packed again under another version.
 *
 * @param installed its folder
 * @param folder an empty one to work in
 */
export async function packAs(version: string, installed: string, folder: string): Promise<PublishedPackage> {
  const copy = join(folder, 'package')
  mkdirSync(folder, { recursive: true })
  await runOrThrow({ command: 'cp', args: ['-a', installed, copy], env: process.env })
  const file = join(copy, 'package.json')
  const manifest = { ...(JSON.parse(readFileSync(file, 'utf8')) as PublishedPackage['manifest']), version }
  writeFileSync(file, JSON.stringify(manifest))
  await runOrThrow({ command: 'npm', args: ['pack', '--pack-destination', folder], cwd: copy, env: process.env })
  const [name = ''] = readdirSync(folder).filter((entry) => entry.endsWith('.tgz'))
  return { manifest, tarball: readFileSync(join(folder, name)) }
}

/** Serves what `npm view`, `npm pack` and `npm install` ask for. https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md */
export async function startPackageServer({ manifest, tarball }: PublishedPackage): Promise<PackageServer> {
  const { name, version } = manifest
  const digest = (algorithm: string, encoding: 'base64' | 'hex') => createHash(algorithm).update(tarball).digest(encoding)
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    if (path === `/${name}`) {
      const dist = { tarball: `${url}/package.tgz`, shasum: digest('sha1', 'hex'), integrity: `sha512-${digest('sha512', 'base64')}` }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } }))
    } else if (path === '/package.tgz') response.end(tarball)
    else response.writeHead(404).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
