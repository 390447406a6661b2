// @ts-check
import { join } from 'node:path'
import { COMPETITORS } from '../competitors/competitors.mjs'
import { publishing } from './publishing.mjs'

/** @type {import('./case.mjs').Case} */
export const releaseNoEngine = {
  name: 'release-no-engine',
  title: 'The same release without any engine',
  about: '`DOCKER_HOST` names a socket that is not there.',
  sizes: [20, 200],
  competitors: COMPETITORS,
  publishes: true,
  async prepare(stage) {
    await stage.published()
    return publishing(stage, `w${stage.run}`, { DOCKER_HOST: `unix://${join(stage.bench.folder, 'no-engine.sock')}` })
  },
}
