import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeImages } from '../../images/remove-images.mjs'
import { run } from '../../local/command.mjs'

const ROOT = join(import.meta.dirname, '../../..')
const NX_JSON = {
  analytics: false,
  defaultBase: 'main',
  tui: { enabled: false },
  plugins: [{ plugin: '@module-images/nx', options: { modules: 'modules/*', registry: 'public.ecr.aws/openscpca' } }],
}

/**
 * @typedef {object} SampleWorkspace
 * @property {string} folder
 * @property {NodeJS.ProcessEnv} env
 * @property {(message: string) => Promise<void>} commit
 */

/**
 * Makes a workspace of the sample modules, which publishes below a prefix of its own in the quickstart's registry, and takes it and its images
 * away at the end.
 *
 * @param {string} prefix
 * @param {(workspace: SampleWorkspace) => Promise<void>} work
 */
export async function withSampleWorkspace(prefix, work) {
  const host = process.env['MODULE_IMAGES_REGISTRY']?.split('/')[0]
  if (host === undefined) throw new Error('MODULE_IMAGES_REGISTRY is not set: run the quickstart, then this with --env-file=.env.local')
  const registry = `${host}/${prefix}`
  const folder = mkdtempSync(join(tmpdir(), 'module-images-recording-'))
  const env = { ...process.env, MODULE_IMAGES_REGISTRY: registry, NX_DAEMON: 'false', FORCE_COLOR: '1' }
  try {
    await fill(folder)
    await work({ folder, env, commit: (message) => commit(folder, message) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await removeImages(`${registry}/`)
  }
}

/** @param {string} folder */
async function fill(folder) {
  cpSync(join(ROOT, 'modules'), join(folder, 'modules'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'nx.json'), JSON.stringify(NX_JSON))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'lab', private: true }))
  writeFileSync(join(folder, '.gitignore'), 'node_modules\ndist\n.nx\n')
  await run(['git', 'init', '--quiet', '--initial-branch=main'], { cwd: folder, failure: 'No repository could be made' })
  await commit(folder, 'Five modules')
}

/** @param {string} folder @param {string} message */
async function commit(folder, message) {
  const options = { cwd: folder, failure: 'The modules could not be committed' }
  await run(['git', 'add', '--all'], options)
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
  await run(['git', ...identity, 'commit', '--quiet', `--message=${message}`], options)
}
