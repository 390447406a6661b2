// @ts-check
import { execFileSync } from 'node:child_process'
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

/** What our plugin answers, kept in a file. */
const KEEP_ANSWER = `
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createNodes } from '@module-images/nx'
const nxJsonConfiguration = JSON.parse(readFileSync('nx.json', 'utf8'))
const files = readdirSync('modules').map((name) => 'modules/' + name + '/Dockerfile')
const context = { workspaceRoot: process.cwd(), nxJsonConfiguration, configFiles: files }
writeFileSync('answer.json', JSON.stringify(await createNodes[1](files, nxJsonConfiguration.plugins[0].options, context)))
`
const GIVE_ANSWER = `
import { readFileSync } from 'node:fs'
export const createNodes = ['modules/*/Dockerfile', () => JSON.parse(readFileSync(new URL('answer.json', import.meta.url), 'utf8'))]
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
  configure: ({ folder }) => writePlugin(folder, 'names-only.mjs', NAMES_ONLY),
}

/** @type {import('../competitors/competitor.mjs').Competitor} */
const sameTargets = {
  ...namesOnly,
  name: 'same-targets',
  title: 'a plugin that reads the same projects from one file',
  note: 'in `nx show projects` alone: what Nx takes for the targets of our plugin, whatever that takes to infer them.',
  configure(workspace) {
    nx.configure(workspace)
    const { folder } = workspace
    execFileSync(process.execPath, ['--input-type=module', '--eval', KEEP_ANSWER], { cwd: folder, stdio: 'ignore' })
    writePlugin(folder, 'same-targets.mjs', GIVE_ANSWER)
  },
}

/** @param {string} folder @param {string} name @param {string} text */
function writePlugin(folder, name, text) {
  writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'nx.json'), JSON.stringify({ analytics: false, plugins: [`./${name}`] }))
}

/** @type {import('./case.mjs').Case} */
export const showProjects = {
  name: 'show-projects',
  title: '`nx show projects`',
  about: 'What inference costs on every Nx command, without its daemon and with nothing of the graph cached.',
  sizes: [MOST_MODULES],
  competitors: [{ ...nx, mostModules: MOST_MODULES }, namesOnly, sameTargets],
  publishes: false,
  async prepare({ workspace, bench }) {
    const command = [process.execPath, 'node_modules/nx/dist/bin/nx.js', 'show', 'projects']
    return { steps: [command], cwd: workspace.folder, env: { ...bench.env, NX_CACHE_PROJECT_GRAPH: 'false' } }
  },
}
