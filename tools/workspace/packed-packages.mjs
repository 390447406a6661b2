// @ts-check
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

const SCOPE = '@module-images'

/**
 * Packs the packages of this checkout as `npm publish` would, and unpacks them where a workspace finds them. What they stand on is linked to what
 * is installed here, so that neither a network nor a minute is needed; that they install by themselves is what the end-to-end tests show.
 *
 * @param {string} folder is made
 * @returns {Promise<string>} a `node_modules`
 */
export async function unpackPackages(folder) {
  const [tarballs, modules] = [join(folder, 'tarballs'), join(folder, 'node_modules')]
  mkdirSync(join(modules, SCOPE), { recursive: true })
  const pack = [process.execPath, join(CHECKOUT, 'tools/pack/pack.mjs'), '--json', '--destination', tarballs]
  /** @type {{ name: string, filename: string }[]} */
  const packed = JSON.parse(await run(pack, { cwd: CHECKOUT, failure: 'The packages cannot be packed.' }))
  for (const { name, filename } of packed) await unpack(join(tarballs, filename), join(modules, name))
  const installed = join(CHECKOUT, 'node_modules')
  for (const name of readdirSync(installed))
    if (name !== SCOPE && !name.startsWith('.')) symlinkSync(join(installed, name), join(modules, name))
  return modules
}

/** @param {string} tarball @param {string} target */
async function unpack(tarball, target) {
  mkdirSync(target)
  const into = ['--directory', target, '--strip-components=1']
  await run(['tar', '--extract', '--file', tarball, ...into], { failure: `${basename(tarball)} cannot be unpacked.` })
  // Versions that are installed for this package alone.
  const source = join(CHECKOUT, 'packages', basename(target), 'node_modules')
  if (existsSync(source)) symlinkSync(source, join(target, 'node_modules'))
}
