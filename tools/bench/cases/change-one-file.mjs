// @ts-check
import { join } from 'node:path'
import { changeFile } from '../modules.mjs'

/** As an installation of packages does, a RUN takes its time. @type {import('../modules.mjs').Shape} */
export const SLOW = { slow: 5 }

/** Changes what the last COPY of a module takes on which no other stands. @param {import('./case.mjs').Stage} stage */
export function changeOneFile({ workspace: { folder, modules }, bench, run }) {
  const module = modules.findLast(({ kind }) => kind === 'plain') ?? modules[0]
  if (module) changeFile(join(folder, 'modules'), module, `${bench.seed} ${run}`)
}
