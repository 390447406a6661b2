// @ts-check
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { startEngine } from '../../local/dockerd.mjs'

/**
 * An engine that was never used, as on a hosted runner; `done` takes it away.
 *
 * @param {import('../bench.mjs').Bench} bench
 */
export async function startEmptyEngine(bench) {
  const folder = join(bench.folder, 'engine')
  const engine = await startEngine({ folder, socket: join(folder, 'docker.sock'), network: 'own-bridge' })
  const done = async () => {
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { env: { DOCKER_HOST: engine.host }, done }
}
