// @ts-check
import { bake } from './bake.mjs'
import { batch } from './batch.mjs'
import { loop } from './loop.mjs'
import { nxContainer } from './nx-container.mjs'
import { nx } from './nx.mjs'

/** In the order of the page. @type {readonly import('./competitor.mjs').Competitor[]} */
export const COMPETITORS = [nx, batch, bake, loop, nxContainer]
