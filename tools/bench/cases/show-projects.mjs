// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nx } from '../competitors/nx.mjs'

/** The least a plugin can do: a project for each Dockerfile, without opening it. */
const NAMES_ONLY = `
export const createNodes = ['modules/*/Dockerfile', (files) =>
  files.map((file) => {
    const root = file.slice(0, file.lastIndexOf('/'))
    return [file, { projects: { [root]: { name: root.slice(root.lastIndexOf('/') + 1), root } } }]
  })]
export const createNodesV2 = createNodes
`

const MOST_MODULES = 2000

/** @type {import('../competitors/competitor.mjs').Competitor} */
const namesOnly = {
  ...nx,
  name: 'names-only',
  title: 'a plugin that only names the folders',
  note: 'in `nx show projects` alone: the least a plugin can do.',
  mostModules: MOST_MODULES,
  configure({ folder }) {
    writeFileSync(join(folder, 'names-only.mjs'), NAMES_ONLY)
    writeFileSync(join(folder, 'nx.json'), JSON.stringify({ analytics: false, plugins: ['./names-only.mjs'] }))
  },
}

/** @type {import('./case.mjs').Case} */
export const showProjects = {
  name: 'show-projects',
  title: '`nx show projects`',
  about: 'What inference costs on every Nx command, without its daemon and with nothing of the graph cached.',
  sizes: [MOST_MODULES],
  competitors: [{ ...nx, mostModules: MOST_MODULES }, namesOnly],
  publishes: false,
  async prepare({ workspace, bench }) {
    const command = [process.execPath, 'node_modules/nx/dist/bin/nx.js', 'show', 'projects']
    return { steps: [command], cwd: workspace.folder, env: { ...bench.env, NX_CACHE_PROJECT_GRAPH: 'false' } }
  },
}
