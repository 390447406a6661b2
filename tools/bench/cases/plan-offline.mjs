// @ts-check
import { nx } from '../competitors/nx.mjs'

/** @type {import('./case.mjs').Case} */
export const planOffline = {
  name: 'plan-offline',
  title: '`module-images plan --offline --json`',
  about:
    'The keys of all modules, five files each (Dockerfile, .dockerignore, a lockfile, two more), without engine, network or the Nx graph.',
  sizes: [1000, 5000],
  shape: { files: 2, busybox: false },
  competitors: [{ ...nx, mostModules: 5000 }],
  publishes: false,
  async prepare({ workspace, bench }) {
    const command = [process.execPath, 'node_modules/@module-images/nx/bin/module-images.js', 'plan', '--offline', '--json']
    return { steps: [command], cwd: workspace.folder, env: bench.env }
  },
}
