// @ts-check
import { COMPETITORS } from '../competitors/competitors.mjs'
import { publishing } from './publishing.mjs'

/** @type {import('./case.mjs').Case} */
export const unchanged = {
  name: 'unchanged',
  title: 'Nothing changed',
  about: 'All is published as `latest`, the engine holds all images, and the same is asked for again.',
  sizes: [20, 50],
  competitors: COMPETITORS,
  publishes: true,
  async prepare(stage) {
    await stage.published()
    return publishing(stage, 'latest')
  },
}
