// @ts-check
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

const SCOPE = '@module-images'

/**
 * Packs the package of this checkout as `npm publish` would, and unpacks it where a workspace finds it. What it stands on is linked to what
 * is installed here, so that neither a network nor a minute is needed; that it installs by itself is what the end-to-end tests show.
 *
 * @param {string} folder is made
 * @returns {Promise<string>} a `node_modules`
 */
export async function unpackPackages(folder) {
  const tarballs = join(folder, 'tarballs')
  mkdirSync(folder, { recursive: true })
  const pack = [process.execPath, join(CHECKOUT, 'tools/pack/pack.mjs'), '--json', '--destination', tarballs]
  /** @type {{ filename: string }[]} */
  const [packed] = JSON.parse(await run(pack, { cwd: CHECKOUT, failure: 'The packages cannot be packed.' }))
  return unpackTarball(join(tarballs, packed?.filename ?? ''), folder)
}

/**
 * As `unpackPackages`, of a package that is packed already.
 *
 * @param {string} tarball
 * @param {string} folder is made
 */
export async function unpackTarball(tarball, folder) {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, SCOPE), { recursive: true })
  await unpack(tarball, join(modules, SCOPE, 'nx'))
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
}
