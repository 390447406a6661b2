// @ts-check
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { rolldown } from 'rolldown'

/** Files that may name a file of `dist`, beside package.json. */
const NAMING = ['executors.json', 'generators.json', 'bin']

/**
 * Copies a compiled package with the modules of its `dist` joined: one file for each of its entry points, and a few that these share. Node
 * takes half a millisecond a file, which every nx command would wait for. Types stay as they are; other packages are not taken in.
 *
 * @param {string} source the package's folder, compiled
 * @param {string} target a folder that is not there yet
 */
export async function bundlePackage(source, target) {
  mkdirSync(target, { recursive: true })
  for (const name of packedNames(source)) cpSync(join(source, name), join(target, name), { recursive: true })
  for (const file of [...filesBelow(join(target, 'dist'), '.js'), ...filesBelow(join(target, 'dist'), '.js.map')]) rmSync(file)
  const bundle = await rolldown({
    input: Object.fromEntries(readEntries(source).map((name) => [name, join(source, 'dist', `${name}.js`)])),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
  })
  try {
    await bundle.write({ dir: join(target, 'dist'), format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' })
  } finally {
    await bundle.close()
  }
}

/** @param {string} folder @returns {string[]} what npm takes of the package */
function packedNames(folder) {
  const { files } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return ['package.json', ...files.filter((/** @type {string} */ name) => !name.startsWith('!'))]
}

/** @param {string} folder @param {string} ending */
function filesBelow(folder, ending) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => (file.endsWith(ending) ? [join(folder, file)] : []))
}

/** @param {string} folder @returns {string[]} every file of `dist` that something outside names, without ending: `index`, `cli/main` */
function readEntries(folder) {
  const names = packedNames(folder).filter((name) => name === 'package.json' || NAMING.includes(name))
  const files = names.flatMap((name) => (name === 'bin' ? filesBelow(join(folder, name), '.js') : [join(folder, name)]))
  const named = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\/dist\/([\w/-]+)\.js\b/g)])
  return [...new Set(named.map(([, name = '']) => name))]
}
