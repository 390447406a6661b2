import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface DebianRegistry {
  /** `127.0.0.1:port` */
  readonly host: string
  /** Holds the registry's data below `data/docker/registry/v2/`. */
  readonly folder: string
  stop(): Promise<void>
}

/** `hunter:open sesame` by bcrypt, the one hash the registry takes. */
const HTPASSWD = 'hunter:$2b$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n'
export const HTPASSWD_USER = { username: 'hunter', password: 'open sesame' }

export interface DebianRegistryOptions {
  /** Takes {@link HTPASSWD_USER} and nobody else. */
  readonly isPrivate?: boolean
  /** Another `auth` of its configuration. https://distribution.github.io/distribution/about/configuration/#auth */
  readonly auth?: object
}

/** A real registry, Debian's docker-registry, on a free port of 127.0.0.1, its data in a folder of its own. */
export async function startDebianRegistry({ isPrivate = false, auth: ownAuth }: DebianRegistryOptions = {}): Promise<DebianRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'module-images-registry-'))
  const htpasswd = join(folder, 'htpasswd')
  await writeFile(htpasswd, HTPASSWD)
  const auth = isPrivate ? { htpasswd: { realm: 'test', path: htpasswd } } : ownAuth
  const config = {
    version: 0.1,
    log: { level: 'info', formatter: 'text' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    // Addresses without a host stay right behind a proxy.
    http: { addr: '127.0.0.1:0', relativeurls: ownAuth !== undefined },
    ...(auth === undefined ? {} : { auth }),
  }
  // JSON is YAML too.
  await writeFile(join(folder, 'config.yml'), JSON.stringify(config))
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    return { host: await listeningHost(child), folder, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The address it says it listens on. */
async function listeningHost(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = ''
    const read = (chunk: Buffer) => {
      log += chunk.toString()
      const host = /listening on (127\.0\.0\.1:\d+)/.exec(log)?.[1]
      if (host !== undefined) resolve(host)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('error', (cause) => {
      reject(
        new Error('These tests need a real registry: install the package docker-registry (apt-get install docker-registry).', { cause }),
      )
    })
    child.on('exit', (code) => reject(new Error(`docker-registry ended with ${code}: ${log}`)))
  })
}
