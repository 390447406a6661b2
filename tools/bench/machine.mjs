// @ts-check
import { cpus, loadavg, totalmem } from 'node:os'
import { attempt } from '../local/command.mjs'
import { readOsRelease } from '../local/os-release.mjs'

/**
 * What a reader needs to know of the machine, and nothing by which to know it again.
 *
 * @typedef {{ system: string, processor: string, cores: number, memoryGiB: number, load: number, engine: string, versions: Readonly<Record<string, string>> }} Machine
 */

/** @param {import('./bench.mjs').Bench} bench @returns {Promise<Machine>} */
export async function readMachine(bench) {
  const said = async (/** @type {readonly string[]} */ argv, /** @type {RegExp} */ version) => {
    const { stdout, stderr } = await attempt(argv, { env: bench.env })
    return version.exec(stdout + stderr)?.[1] ?? 'unknown'
  }
  const [processor] = cpus()
  return {
    system: readOsRelease().name,
    processor: processor?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Math.round((loadavg()[2] ?? 0) * 10) / 10,
    engine: bench.engine,
    versions: {
      'Docker engine': await said(['docker', 'version', '--format', '{{.Server.Version}}'], /(\S+)/),
      'Docker command': await said(['docker', 'version', '--format', '{{.Client.Version}}'], /(\S+)/),
      'docker buildx': await said(['docker', 'buildx', 'version'], /buildx v?(\S+)/),
      'docker-registry': await said(['docker-registry', '--version'], /(\d\S+)\s*$/),
      'Node.js': process.versions.node,
      ...(await packageVersions(bench)),
    },
  }
}

/** Of what was installed for it. @param {import('./bench.mjs').Bench} bench */
async function packageVersions(bench) {
  const versions = (await bench.installed()).flatMap((template) => {
    const { nx, ...others } = template.versions
    const [main] = Object.entries(others).filter(([name]) => /^@(?:module-images\/nx|nx-tools\/)/.test(name))
    return main ? [main, [`nx, for ${main[0]}`, nx ?? 'unknown']] : []
  })
  return Object.fromEntries(versions)
}
