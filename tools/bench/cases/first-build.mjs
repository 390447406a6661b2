// @ts-check
import { COMPETITORS } from '../competitors/competitors.mjs'
import { publishing } from './publishing.mjs'

/** @type {import('./case.mjs').Case} */
export const firstBuild = {
  name: 'first-build',
  title: 'First build',
  about: 'Neither engine, its cache nor the registry knows any of the modules.',
  sizes: [20],
  competitors: COMPETITORS,
  publishes: true,
  async prepare(stage) {
    await stage.fresh()
    return publishing(stage, 'latest')
  },
}
