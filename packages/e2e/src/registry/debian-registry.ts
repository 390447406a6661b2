import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `publisher:e2e-pass-word` by bcrypt, the one hash the registry takes. */
const HTPASSWD = 'publisher:$2b$05$moduleimagese2etests.uwDKhZExpr52IO80swYdg/3g0DfHH.ky\n'
export const PUBLISHER = { username: 'publisher', password: 'e2e-pass-word' }

export interface DebianRegistry {
  /** `127.0.0.1:port` */
  readonly host: string
  stop(): Promise<void>
}

/**
 * A real registry, Debian's docker-registry, on a free port of 127.0.0.1.
 *
 * @param folder for its configuration and data; an existing, empty one
 */
export async function startDebianRegistry(folder: string, { isPrivate }: { readonly isPrivate: boolean }): Promise<DebianRegistry> {
  const htpasswd = join(folder, 'htpasswd')
  writeFileSync(htpasswd, HTPASSWD)
  const config = {
    version: 0.1,
    log: { level: 'info', formatter: 'text' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: '127.0.0.1:0' },
    ...(isPrivate ? { auth: { htpasswd: { realm: 'e2e', path: htpasswd } } } : {}),
  }
  const configFile = join(folder, 'config.yml')
  // JSON is YAML too.
  writeFileSync(configFile, JSON.stringify(config))
  // It ends with this process, however that ends.
  const args = ['--pdeathsig', 'KILL', 'docker-registry', 'serve', configFile]
  const child = spawn('setpriv', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } })
  const stop = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { host: await listeningHost(child), stop }
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
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`docker-registry ended with ${code}: ${log}`)))
  })
}
