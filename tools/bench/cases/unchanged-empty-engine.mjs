// @ts-check
import { join } from 'node:path'
import { rmSync } from 'node:fs'
import { startEngine } from '../../local/dockerd.mjs'
import { COMPETITORS } from '../competitors/competitors.mjs'
import { publishing } from './publishing.mjs'

/** @type {import('./case.mjs').Case} */
export const unchangedEmptyEngine = {
  name: 'unchanged-empty-engine',
  title: 'Nothing changed, empty engine',
  about: 'The same with an engine that was never used, as on a hosted runner. Needs root, to start such an engine.',
  sizes: [20],
  competitors: COMPETITORS,
  publishes: true,
  async prepare(stage) {
    await stage.published()
    const folder = join(stage.bench.folder, 'engine')
    const engine = await startEngine({ folder, socket: join(folder, 'docker.sock'), network: 'own-bridge' })
    const done = async () => {
      await engine.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    return { ...publishing(stage, 'latest', { DOCKER_HOST: engine.host }), done }
  },
}
