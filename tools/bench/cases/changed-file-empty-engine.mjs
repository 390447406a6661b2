// @ts-check
import { bake, bakeWithoutCache } from '../competitors/bake.mjs'
import { nx } from '../competitors/nx.mjs'
import { changeOneFile, SLOW } from './change-one-file.mjs'
import { startEmptyEngine } from './empty-engine.mjs'
import { publishing } from './publishing.mjs'

/** @type {import('./case.mjs').Case} */
export const changedFileEmptyEngine = {
  name: 'changed-file-empty-engine',
  title: 'One file changed, empty engine',
  about: `A RUN of each module takes ${SLOW.slow} s. All is published; then a file changes that the last COPY of one module takes, and an engine publishes that was never used, as when a pull request is merged. Needs root.`,
  sizes: [20],
  shape: SLOW,
  competitors: [nx, bake, bakeWithoutCache],
  publishes: true,
  async prepare(stage) {
    await stage.published()
    changeOneFile(stage)
    const { env, done } = await startEmptyEngine(stage.bench)
    return { ...publishing(stage, 'latest', env), done }
  },
}
