// @ts-check
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { rolldown } from 'rolldown'

/**
 * Copies a compiled package with the modules of its `dist` joined: one file for each of its entry points, and a few that these share. Node
 * takes half a millisecond a file, which every nx command would wait for. Types stay as they are; other packages are not taken in.
 *
 * @param {string} source the package's folder, compiled
 * @param {string} target a folder that is not there yet
 */
export async function bundlePackage(source, target) {
  mkdirSync(target, { recursive: true })
  for (const name of ['package.json', 'dist']) cpSync(join(source, name), join(target, name), { recursive: true })
  const compiled = filesBelow(join(target, 'dist'), '.js')
  for (const file of [...compiled, ...filesBelow(join(target, 'dist'), '.js.map')]) rmSync(file)
  const bundle = await rolldown({
    input: Object.fromEntries(readEntries(source).map((file) => [relative('dist', file).slice(0, -'.js'.length), join(source, file)])),
    platform: 'node',
    external: /^[^./]/,
  })
  try {
    await bundle.write({ dir: join(target, 'dist'), format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' })
  } finally {
    await bundle.close()
  }
}

/** @param {string} folder @param {string} ending */
function filesBelow(folder, ending) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => (file.endsWith(ending) ? [join(folder, file)] : []))
}

/** @param {string} folder @returns {string[]} its entry points, from the folder: `dist/index.js` */
function readEntries(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return Object.values(exports).flatMap((entry) => (typeof entry === 'object' ? [entry.default.replace('./', '')] : []))
}
