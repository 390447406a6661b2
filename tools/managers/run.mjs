// @ts-check
/** `npm run test:managers`: whether the packed package works as npm, pnpm and yarn install it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '../local/command.mjs'
import { endOnInterruption, watchForInterruption } from '../local/interruption.mjs'
import { CHECKOUT } from '../local/set-up.mjs'
import { MANAGERS } from './managers.mjs'
import { tryManager } from './try-manager.mjs'

const NAMES = MANAGERS.map(({ name }) => name)
const USAGE = `npm run test:managers [-- MANAGER…]

Packs the package, installs it in a new workspace with each package manager (${NAMES.join(', ')}), and has Nx and the module-images command find
every part of it. Needs the npm registry, which the package managers themselves come from; no engine and no registry of images.

Exit code 1: a part is not found.`

async function main() {
  const { values, positionals } = parseArgs({ options: { help: { type: 'boolean', default: false } }, allowPositionals: true })
  const unknown = positionals.filter((name) => !NAMES.includes(name))
  if (values.help || unknown.length > 0) {
    console.log(USAGE)
    process.exitCode = unknown.length > 0 ? 2 : 0
    return
  }
  watchForInterruption()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-managers-')))
  try {
    const pack = [process.execPath, join(CHECKOUT, 'tools/pack/pack.mjs'), '--json', '--destination', folder]
    const [{ filename }] = JSON.parse(await run(pack, { cwd: CHECKOUT, failure: 'The package cannot be packed.' }))
    const registry = (await run(['npm', 'config', 'get', 'registry'], { cwd: CHECKOUT, failure: 'npm names no registry.' })).trim()
    for (const manager of MANAGERS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
      const workspace = join(folder, manager.name)
      mkdirSync(workspace)
      const faults = await tryManager(manager, { tarball: join(folder, filename), folder: workspace, registry }, console.log)
      for (const fault of faults) console.error(`\n${fault}`)
      if (faults.length > 0) process.exitCode = 1
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await endOnInterruption(main)
