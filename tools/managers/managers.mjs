// @ts-check
/**
 * @typedef {object} Manager a package manager that a workspace may use
 * @property {string} name
 * @property {readonly string[]} install the command, by npx: nothing but npm has to be there
 * @property {Readonly<Record<string, string>>} [files] its settings, in the workspace
 * @property {(registry: string) => NodeJS.ProcessEnv} [variables] for those that do not read npm's settings
 */

/** Files of a package are linked from a store, and no package finds what it does not declare. @type {Manager} */
const pnpm = {
  name: 'pnpm',
  install: ['npx', '--yes', 'pnpm@12', 'install', '--no-frozen-lockfile'],
  // Nx warms a cache when it is installed, which a person would be asked about.
  files: { 'pnpm-workspace.yaml': 'strictDepBuilds: false\n' },
}

/** With `node_modules`: Nx has no support for Plug'n'Play. @type {Manager} */
const yarn = {
  name: 'yarn',
  install: ['npx', '--yes', '--package=@yarnpkg/cli-dist@4', 'yarn', 'install', '--no-immutable'],
  files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\nenableGlobalCache: true\n', 'yarn.lock': '' },
  variables: (registry) => ({ YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, '') }),
}

/** @type {Manager} */
const npm = { name: 'npm', install: ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'] }

/** @type {readonly Manager[]} */
export const MANAGERS = [npm, pnpm, yarn]
