// @ts-check
import { join } from 'node:path'
import { COMPETITORS } from '../competitors/competitors.mjs'
import { changeLockfile } from '../modules.mjs'
import { publishing } from './publishing.mjs'

/** @type {import('./case.mjs').Case} */
export const oneLockfile = {
  name: 'one-lockfile',
  title: 'One lockfile changed',
  about: 'All is published; then the lockfile of one module, on which no other stands, gets another line.',
  sizes: [20],
  competitors: COMPETITORS,
  publishes: true,
  async prepare(stage) {
    await stage.published()
    const { folder, modules } = stage.workspace
    const module = modules.find(({ kind }) => kind === 'child') ?? modules[0]
    if (module) changeLockfile(join(folder, 'modules'), module, `${stage.bench.seed} ${stage.run}`)
    return publishing(stage, 'latest')
  },
}
