import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runOrThrow } from '../process/run-command.js'

const MINUTES = 60_000

/**
 * Installs the package of this repository, as `npm publish` would pack it, into a workspace that knows nothing of it.
 *
 * @param repository root of this repository
 * @param folder an empty folder; the workspace is its `workspace`
 */
export async function createTemplate(repository: string, folder: string): Promise<string> {
  const run = (command: string, args: string[], cwd: string) => runOrThrow({ command, args, cwd, env: process.env, timeout: 10 * MINUTES })
  const [tarballs, workspace] = [join(folder, 'tarballs'), join(folder, 'workspace')]
  mkdirSync(workspace)
  const packed = await run(process.execPath, ['tools/pack/pack.mjs', '--json', '--destination', tarballs], repository)
  const manifest = foreignPackage(repository, relative(workspace, tarballs), parsePacked(packed))
  writeFileSync(join(workspace, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], workspace)
  return workspace
}

interface Packed {
  readonly name: string
  readonly filename: string
}

function parsePacked(json: string): Packed[] {
  return JSON.parse(json) as Packed[]
}

/** Nx in the versions this repository is developed with. */
function foreignPackage(repository: string, tarballs: string, packed: readonly Packed[]) {
  const own = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> }
  const nx = Object.fromEntries(['nx', '@nx/devkit'].map((name) => [name, own.devDependencies[name]]))
  const ours = Object.fromEntries(packed.map(({ name, filename }) => [name, `file:${tarballs}/${filename}`]))
  return { name: 'foreign-workspace', private: true, devDependencies: { ...nx, ...ours } }
}
