// @ts-check
/**
 * `node tools/pack/pack-image.mjs FOLDER`: makes what the image of the command holds, in a folder that is emptied first: `package`, the packed
 * package, and what it needs in `node_modules`, as `npm ci` installed it here.
 */
import { cpSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { installedClosure } from './installed-closure.mjs'
import { compilePackages, packPackage, ROOT, runProgram } from './pack-package.mjs'

const [argument] = process.argv.slice(2)
if (argument === undefined) throw new Error('Name the folder.')
const target = resolve(argument)

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
await compilePackages()
const { packed } = await packPackage(target)
const tarball = join(target, packed.filename)
runProgram(['tar', '--extract', '--file', tarball, '--directory', target])
rmSync(tarball)

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
const { dependencies } = JSON.parse(readFileSync(join(target, 'package/package.json'), 'utf8'))
for (const folder of installedClosure(packages, Object.keys(dependencies))) {
  const source = realpathSync(join(ROOT, folder))
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  if (version !== packages[folder].version) throw new Error(`${folder} is ${version}, not as in package-lock.json: run \`npm ci\`.`)
  // What is nested has an entry of its own.
  cpSync(source, join(target, folder), { recursive: true, filter: (path) => !path.startsWith(join(source, 'node_modules')) })
}
