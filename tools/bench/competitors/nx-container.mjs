// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTemplate } from '../templates.mjs'

/** Its peers end before Nx 24. */
const DEPENDENCIES = { nx: '^23', '@nx/devkit': '^23', '@nx/js': '^23', '@nx-tools/nx-container': '^7', dotenv: '^16', tslib: '^2' }

/** @type {import('./competitor.mjs').Competitor} */
export const nxContainer = {
  name: 'nx-container',
  title: '@nx-tools/nx-container',
  note: '`nx run-many -t container`, inline registry cache read from and written with `latest`; on Nx 23, the newest it takes. It puts the folder of Node first on PATH, so its docker calls may pass by the counter.',
  mostModules: 20,
  install: (folder) => createTemplate(folder, DEPENDENCIES),
  configure({ folder, modules, registry }) {
    writeFileSync(join(folder, 'nx.json'), JSON.stringify({ analytics: false, defaultBase: 'main' }))
    for (const module of modules) {
      writeFileSync(join(folder, 'modules', module.name, 'project.json'), JSON.stringify(project(module, registry)))
    }
  },
  publish: (_workspace, tag) => [
    ['env', `BENCH_TAG=${tag}`, process.execPath, 'node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'container'],
  ],
  builds: () => undefined,
}

/** @param {import('../modules.mjs').PlannedModule} module @param {string} registry */
function project({ name, parent }, registry) {
  const container = {
    executor: '@nx-tools/nx-container:build',
    dependsOn: ['^container'],
    options: {
      engine: 'docker',
      push: true,
      context: `modules/${name}`,
      file: `modules/${name}/Dockerfile`,
      tags: [`${registry}/${name}:$BENCH_TAG`],
      'cache-from': [`type=registry,ref=${registry}/${name}:latest`],
      'cache-to': ['type=inline'],
    },
  }
  return { name, implicitDependencies: parent === undefined ? [] : [parent], targets: { container } }
}
