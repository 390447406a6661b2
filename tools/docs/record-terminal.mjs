/**
 * Records the terminal of the README, docs/images/terminal.svg: the sample modules are published, one is changed, and what people then type is run.
 *
 *   npm run quickstart
 *   node --env-file=.env.local tools/docs/record-terminal.mjs
 *
 * It publishes below a prefix of its own in the quickstart's registry. By hand, since it takes an engine and a minute.
 */
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeImages } from '../images/remove-images.mjs'
import { run } from '../local/command.mjs'
import { recordSession } from './recording/record-session.mjs'
import { renderRecording } from './recording/render-recording.mjs'

const ROOT = join(import.meta.dirname, '../..')
const SIZE = { columns: 100, rows: 24 }
const COMMANDS = ['npx --no module-images plan', 'npx nx run-many -t docker-push', 'npx --no module-images run hello-r']
const NX_JSON = {
  analytics: false,
  defaultBase: 'main',
  tui: { enabled: false },
  plugins: [{ plugin: '@module-images/nx', options: { modules: 'modules/*', registry: 'public.ecr.aws/openscpca' } }],
}

const host = process.env['MODULE_IMAGES_REGISTRY']?.split('/')[0]
if (host === undefined) throw new Error('MODULE_IMAGES_REGISTRY is not set: run the quickstart, then this with --env-file=.env.local')
const registry = `${host}/recording`
const folder = mkdtempSync(join(tmpdir(), 'module-images-recording-'))
const env = { ...process.env, MODULE_IMAGES_REGISTRY: registry, NX_DAEMON: 'false', FORCE_COLOR: '1' }
try {
  await makeWorkspace()
  await run(['npx', 'nx', 'run-many', '-t', 'docker-push'], { cwd: folder, env, failure: 'The sample modules could not be published' })
  // Of the moment, so that no earlier recording has published it.
  appendFileSync(join(folder, 'modules/hello-r/Dockerfile'), `\nLABEL org.opencontainers.image.version="${Date.now()}"\n`)
  await commit('A new version')
  const frames = await recordSession(COMMANDS, { cwd: folder, env, size: SIZE })
  const title = 'A terminal: plan names the one module that changed; a push builds it and leaves the others; run starts it.'
  writeFileSync(join(ROOT, 'docs/images/terminal.svg'), renderRecording(frames, { ...SIZE, title }))
} finally {
  rmSync(folder, { recursive: true, force: true })
  await removeImages(`${registry}/`)
}

async function makeWorkspace() {
  cpSync(join(ROOT, 'modules'), join(folder, 'modules'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'nx.json'), JSON.stringify(NX_JSON))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'lab', private: true }))
  writeFileSync(join(folder, '.gitignore'), 'node_modules\ndist\n.nx\n')
  await run(['git', 'init', '--quiet', '--initial-branch=main'], { cwd: folder, failure: 'No repository could be made' })
  await commit('Five modules')
}

/** @param {string} message */
async function commit(message) {
  const options = { cwd: folder, failure: 'The modules could not be committed' }
  await run(['git', 'add', '--all'], options)
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
  await run(['git', ...identity, 'commit', '--quiet', `--message=${message}`], options)
}
