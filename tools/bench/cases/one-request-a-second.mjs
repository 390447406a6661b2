// @ts-check
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { nx } from '../competitors/nx.mjs'
import { startLimitedRegistry } from '../limited-registry.mjs'
import { writeModules } from '../modules.mjs'
import { seedRegistry } from '../seed-registry.mjs'

const SHAPE = { files: 2, busybox: false }

/** @param {'plan' | 'gc' | 'verify'} command @param {readonly string[]} options @returns {import('./case.mjs').Case} */
function limited(command, ...options) {
  return {
    name: `limited-${command}`,
    title: `\`module-images ${command}\`, one request a second`,
    about:
      'All is published as `latest`. The registry lets one request through a second, and answers 429 with `Retry-After: 1` to all others.',
    sizes: [30],
    mostRuns: 1,
    shape: SHAPE,
    competitors: [nx],
    publishes: true,
    async prepare({ workspace, bench, competitor }) {
      const registry = await startLimitedRegistry(bench.registry)
      const place = { ...workspace, registry: `${registry.host}/limited-${command}` }
      const modules = join(workspace.folder, 'modules')
      rmSync(modules, { recursive: true, force: true })
      writeModules(modules, workspace.modules, { seed: bench.seed, registry: place.registry, ...SHAPE })
      competitor.configure(place)
      await seedRegistry(place, ['latest'])
      registry.limit()
      const argv = [process.execPath, 'node_modules/@module-images/nx/bin/module-images.js', command, ...options]
      return { steps: [argv], cwd: workspace.folder, env: bench.env, done: registry.close }
    },
  }
}

/** They wait for minutes, whatever the machine. */
export const oneRequestASecond = [limited('plan'), limited('gc', '--dry-run'), limited('verify')]
