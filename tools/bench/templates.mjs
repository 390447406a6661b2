// @ts-check
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { run } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

/**
 * A folder with `node_modules` as a user would have them; workspaces are copies of it, by hard links.
 *
 * @typedef {{ folder: string, versions: Readonly<Record<string, string>> }} Template
 */

/**
 * The package of this checkout, packed as `npm run pack` packs it, with the Nx it is developed with.
 *
 * @param {string} folder
 * @returns {Promise<Template>}
 */
export async function createOwnTemplate(folder) {
  const [tarballs, workspace] = [join(folder, 'tarballs'), join(folder, 'workspace')]
  mkdirSync(tarballs, { recursive: true })
  const packed = await run([process.execPath, join(CHECKOUT, 'tools/pack/pack.mjs'), '--json', '--destination', tarballs], {
    cwd: CHECKOUT,
    failure: 'The packages cannot be packed.',
  })
  const ours = /** @type {{ name: string, filename: string }[]} */ (JSON.parse(packed)).map(({ name, filename }) => [
    name,
    `file:${relative(workspace, tarballs)}/${filename}`,
  ])
  const { devDependencies } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'))
  const nx = ['nx', '@nx/devkit'].map((name) => [name, devDependencies[name]])
  return createTemplate(workspace, Object.fromEntries([...ours, ...nx]))
}

/**
 * Any packages of the npm registry.
 *
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} dependencies
 * @returns {Promise<Template>} throws SetUpError where they do not install
 */
export async function createTemplate(folder, dependencies) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bench', private: true, devDependencies: dependencies }))
  const install = ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund']
  await run(install, { cwd: folder, failure: `${Object.keys(dependencies).join(', ')} cannot be installed.` })
  const versions = Object.keys(dependencies).map((name) => {
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
    return [name, version]
  })
  return { folder, versions: Object.fromEntries(versions) }
}

/** A workspace's folder with the template's packages in it. @param {Template} template @param {string} folder */
export async function copyTemplate(template, folder) {
  mkdirSync(folder, { recursive: true })
  const failure = 'The template cannot be copied.'
  await run(['cp', '-al', join(template.folder, 'node_modules'), join(folder, 'node_modules')], { failure })
  cpSync(join(template.folder, 'package.json'), join(folder, 'package.json'))
  writeFileSync(join(folder, '.gitignore'), 'node_modules\ndist\n.nx\n')
  await run(['git', 'init', '--quiet', folder], { failure: 'git cannot make a repository.' })
}
