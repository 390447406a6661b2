// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createOwnTemplate } from '../templates.mjs'
import { configurePlugin, countBuilt } from './nx.mjs'

/**
 * Calls the executor as Nx does: the difference to `nx run-many` is what Nx itself takes. It is written into the workspace and run there, with a
 * tag and, where not both are meant, the one target to run.
 */
const SCRIPT = `
import { readFileSync } from 'node:fs'
import { imageBatch } from './node_modules/@module-images/nx/dist/executors/image/executor.js'

const [tag, only] = process.argv.slice(2)
const names = JSON.parse(readFileSync('modules.json', 'utf8'))
const tasks = {}, dependencies = {}, options = {}, projects = {}
for (const { name, parent } of names) {
  projects[name] = { root: 'modules/' + name, targets: { 'docker-build': { executor: '@module-images/nx:image' } } }
  for (const [target, action] of [['docker-build', 'build'], ['docker-push', 'push']]) {
    if (only !== undefined && target !== only) continue
    const id = name + ':' + target
    tasks[id] = { id, target: { project: name, target }, overrides: {}, outputs: [], parallelism: true }
    options[id] = action === 'push' ? { action, tags: tag } : { action }
  }
  dependencies[name + ':docker-build'] = parent ? [{ id: parent + ':docker-build' }] : []
  if (only === undefined) dependencies[name + ':docker-push'] = [{ id: name + ':docker-build' }]
}
const taskGraph = { roots: [], tasks, dependencies, continuousDependencies: {} }
const projectGraph = { nodes: {}, dependencies: {} }
const context = { root: process.cwd(), cwd: process.cwd(), isVerbose: false, taskGraph, projectGraph, projectsConfigurations: { version: 2, projects } }
let failed = 0
for await (const { result } of imageBatch(taskGraph, options, {}, context)) failed += result.success ? 0 : 1
process.exitCode = failed > 0 ? 1 : 0
`

/** @type {import('./competitor.mjs').Competitor} */
export const batch = {
  name: 'executor',
  title: 'module-images, its executor alone',
  note: 'the same without Nx: its batch executor is called directly, so the difference is what Nx takes for graph, hashes and cache.',
  mostModules: 1000,
  install: createOwnTemplate,
  configure(workspace) {
    configurePlugin(workspace)
    writeFileSync(join(workspace.folder, 'modules.json'), JSON.stringify(workspace.modules))
    writeFileSync(join(workspace.folder, 'batch.mjs'), SCRIPT)
  },
  publish: (_workspace, tag) => [[process.execPath, 'batch.mjs', tag]],
  builds: countBuilt,
}
