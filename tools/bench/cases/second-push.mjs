// @ts-check
import { bake, bakeWithoutCache } from '../competitors/bake.mjs'
import { nx } from '../competitors/nx.mjs'
import { changeOneFile, SLOW } from './change-one-file.mjs'
import { startEmptyEngine } from './empty-engine.mjs'

/** @type {import('./case.mjs').Case} */
export const secondPush = {
  name: 'second-push',
  title: 'A later push of a pull request, empty engine',
  about: `The same change in a pull request, whose job builds and publishes nothing: each push of it meets a new engine, and what main has published. Needs root.`,
  sizes: [20],
  shape: SLOW,
  competitors: [nx, bake, bakeWithoutCache],
  publishes: true,
  async prepare(stage) {
    await stage.published()
    changeOneFile(stage)
    const { env, done } = await startEmptyEngine(stage.bench)
    const { competitor, workspace, bench } = stage
    return { steps: competitor.build?.(workspace) ?? [], cwd: workspace.folder, env: { ...bench.env, ...env }, done }
  },
}
