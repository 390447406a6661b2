// @ts-check
/**
 * `npm run pack [-- --destination FOLDER] [--json]`: compiles the packages and packs them into one tarball, as `npm publish` would, in
 * dist/packages/.
 *
 * Tarballs of an earlier run are removed from the folder first. With --json the only output is an array of name, version and filename.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { compilePackages, packPackage, ROOT } from './pack-package.mjs'

const { values } = parseArgs({
  options: { destination: { type: 'string', default: join(ROOT, 'dist/packages') }, json: { type: 'boolean', default: false } },
})
const destination = resolve(values.destination)

try {
  await compilePackages()
  empty(destination)
  const { packed } = await packPackage(destination)
  process.stdout.write(values.json ? `${JSON.stringify([packed], null, 2)}\n` : describe(packed))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/** @param {string} folder */
function empty(folder) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (/^module-images-.*\.tgz$/.test(name)) rmSync(join(folder, name))
}

/** @param {import('./pack-package.mjs').Packed} packed */
function describe({ filename }) {
  return [
    join(relative(process.cwd(), destination) || '.', filename),
    '',
    'To install it in another repository, there:',
    `  npm install --save-dev nx@24 ${join(destination, filename)}`,
    '',
  ].join('\n')
}
