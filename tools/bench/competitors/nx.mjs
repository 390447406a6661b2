// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createOwnTemplate } from '../templates.mjs'

/** @type {import('./competitor.mjs').Competitor} */
export const nx = {
  name: 'module-images',
  title: 'module-images',
  note: '`nx run-many -t docker-push`, the packages packed and installed as from a registry, Nx without its daemon and with its plugins in its own process, as in the generated workflows.',
  mostModules: 1000,
  install: createOwnTemplate,
  configure: configurePlugin,
  publish: (_workspace, tag) => [[process.execPath, 'node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'docker-push', `--tags=${tag}`]],
  build: () => [[process.execPath, 'node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'docker-build']],
  builds: countBuilt,
}

/** @param {import('./competitor.mjs').Workspace} workspace */
export function configurePlugin({ folder, registry }) {
  const plugins = [{ plugin: '@module-images/nx', options: { registry } }]
  writeFileSync(join(folder, 'nx.json'), JSON.stringify({ analytics: false, defaultBase: 'main', plugins }, undefined, 2))
}

/** From the table at the end of a run. @param {string} output */
export function countBuilt(output) {
  return output.split('\n').filter((line) => /^\S+ +built +/.test(line)).length
}
