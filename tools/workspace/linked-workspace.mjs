// @ts-check
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

/**
 * A throw-away Nx workspace that uses the packages of this checkout: as they were compiled last, or as they were packed.
 *
 * @typedef {object} LinkedWorkspace
 * @property {string} folder
 * @property {NodeJS.ProcessEnv} env of its commands, over this process's own
 * @property {(args: readonly string[], variables?: NodeJS.ProcessEnv) => Promise<import('../local/command.mjs').Result>} nx
 * @property {(args: readonly string[]) => Promise<import('../local/command.mjs').Result>} command `module-images`
 * @property {(module: string) => Receipt | undefined} receipt of a module's last success
 *
 * @typedef {{ image: string, key: string, contentTag: string, outcome: string }} Receipt
 */

/**
 * @param {string} folder is made, and is the workspace's alone
 * @param {object} settings
 * @param {Readonly<Record<string, unknown>>} settings.options the plugin's in nx.json
 * @param {NodeJS.ProcessEnv} [settings.variables]
 * @param {string} [settings.modules] the `node_modules` that it uses; this checkout's
 * @returns {LinkedWorkspace}
 */
export function createLinkedWorkspace(folder, { options, variables = {}, modules = join(CHECKOUT, 'node_modules') }) {
  mkdirSync(folder, { recursive: true })
  symlinkSync(modules, join(folder, 'node_modules'))
  const nxJson = { analytics: false, plugins: [{ plugin: '@module-images/nx', options }] }
  writeFileSync(join(folder, 'nx.json'), JSON.stringify(nxJson))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'linked', private: true }))
  const env = { ...environment(), ...variables }
  const start = (/** @type {string} */ program, /** @type {readonly string[]} */ args, variables = {}) =>
    attempt([process.execPath, join(modules, program), ...args], { cwd: folder, env: { ...env, ...variables } })
  return {
    folder,
    env,
    nx: (args, variables) => start('nx/dist/bin/nx.js', args, variables),
    command: (args) => start('@module-images/nx/bin/module-images.js', args),
    receipt(module) {
      const file = join(folder, 'dist/images', `${module}.json`)
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
    },
  }
}

/** The person's own settings of Nx, of CI and of the product have no say. */
function environment() {
  const names = Object.keys(process.env).filter((name) => /^(?:MODULE_IMAGES_|NX_|GITHUB_|CI$|BUILDX_)/.test(name))
  const unset = Object.fromEntries(names.map((name) => [name, undefined]))
  return { ...unset, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false', NO_COLOR: '1' }
}
