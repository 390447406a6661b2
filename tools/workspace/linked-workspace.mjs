// @ts-check
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

/**
 * A throw-away Nx workspace that uses the packages of this checkout as they were compiled last.
 *
 * @typedef {object} LinkedWorkspace
 * @property {string} folder
 * @property {NodeJS.ProcessEnv} env of its commands, over this process's own
 * @property {(args: readonly string[]) => Promise<import('../local/command.mjs').Result>} nx
 * @property {(args: readonly string[]) => Promise<import('../local/command.mjs').Result>} command `module-images`
 * @property {(module: string) => Receipt | undefined} receipt of a module's last success
 *
 * @typedef {{ image: string, key: string, contentTag: string, outcome: string }} Receipt
 */

/**
 * @param {string} folder is made, and is the workspace's alone
 * @param {{ options: Readonly<Record<string, unknown>>, variables?: NodeJS.ProcessEnv }} settings `options`: the plugin's in nx.json
 * @returns {LinkedWorkspace}
 */
export function createLinkedWorkspace(folder, { options, variables = {} }) {
  mkdirSync(folder, { recursive: true })
  symlinkSync(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'))
  const nxJson = { analytics: false, plugins: [{ plugin: '@module-images/nx', options }] }
  writeFileSync(join(folder, 'nx.json'), JSON.stringify(nxJson))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'linked', private: true }))
  const env = { ...environment(), ...variables }
  const start = (/** @type {string} */ program, /** @type {readonly string[]} */ args) =>
    attempt([process.execPath, join(CHECKOUT, program), ...args], { cwd: folder, env })
  return {
    folder,
    env,
    nx: (args) => start('node_modules/nx/dist/bin/nx.js', args),
    command: (args) => start('packages/nx/bin/module-images.js', args),
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
  return { ...unset, NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' }
}
