// @ts-check
import { COMPETITORS } from '../competitors/competitors.mjs'
import { startEmptyEngine } from './empty-engine.mjs'
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
    const { env, done } = await startEmptyEngine(stage.bench)
    return { ...publishing(stage, 'latest', env), done }
  },
}
