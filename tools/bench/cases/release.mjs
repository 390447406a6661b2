// @ts-check
import { COMPETITORS } from '../competitors/competitors.mjs'
import { publishing } from './publishing.mjs'

/** @type {import('./case.mjs').Case} */
export const release = {
  name: 'release',
  title: 'Release of a new version tag, nothing changed',
  about:
    'All is published as `latest`; every image gets a tag it never had. With 200 modules and more, the registry was given a tiny image for each content tag beforehand.',
  sizes: [20, 50, 200, 1000],
  competitors: COMPETITORS,
  publishes: true,
  async prepare(stage) {
    await stage.published()
    return publishing(stage, `v${stage.run}`)
  },
}
