/**
 * Records the terminal of the README, docs/images/terminal.svg: the sample modules are published, one is changed, and what people then type is run.
 *
 *   npm run quickstart
 *   node --env-file=.env.local tools/docs/record-terminal.mjs
 *
 * It publishes below a prefix of its own in the quickstart's registry. By hand, since it takes an engine and a minute.
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../local/command.mjs'
import { recordSession } from './recording/record-session.mjs'
import { renderRecording } from './recording/render-recording.mjs'
import { withSampleWorkspace } from './recording/sample-workspace.mjs'

const ROOT = join(import.meta.dirname, '../..')
const SIZE = { columns: 100, rows: 24 }
const COMMANDS = ['npx --no module-images plan', 'npx nx run-many -t docker-push', 'npx --no module-images run hello-r']

await withSampleWorkspace('recording', async ({ folder, env, commit }) => {
  await run(['npx', 'nx', 'run-many', '-t', 'docker-push'], { cwd: folder, env, failure: 'The sample modules could not be published' })
  // Of the moment, so that no earlier recording has published it.
  appendFileSync(join(folder, 'modules/hello-r/Dockerfile'), `\nLABEL org.opencontainers.image.version="${Date.now()}"\n`)
  await commit('A new version')
  const frames = await recordSession(COMMANDS, { cwd: folder, env, size: SIZE })
  const title = 'A terminal: plan names the one module that changed; a push builds it and leaves the others; run starts it.'
  writeFileSync(join(ROOT, 'docs/images/terminal.svg'), renderRecording(frames, { ...SIZE, title }))
})
