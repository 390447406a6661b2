/**
 * Takes the picture of a build that fails, docs/images/failed-build.svg: what stands in a terminal at its end.
 *
 *   npm run quickstart
 *   node --env-file=.env.local tools/docs/picture-failed-build.mjs
 *
 * It builds below a prefix of its own in the quickstart's engine. By hand, since it takes an engine and minutes.
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../local/command.mjs'
import { recordSession } from './recording/record-session.mjs'
import { renderRecording } from './recording/render-recording.mjs'
import { withSampleWorkspace } from './recording/sample-workspace.mjs'

const ROOT = join(import.meta.dirname, '../..')
const SIZE = { columns: 100, rows: 60 }
const FAILING_STEP = "\nRUN echo '* installing xmlparse' && echo 'ERROR: dependency xml2 is not available for package xmlparse' && exit 1\n"

await withSampleWorkspace('screens', async ({ folder, env, commit }) => {
  await run(['npx', 'nx', 'docker-build', 'hello-r'], { cwd: folder, env, failure: 'hello-r could not be built' })
  appendFileSync(join(folder, 'modules/hello-r/Dockerfile'), FAILING_STEP)
  await commit('A package more')
  const frames = await recordSession(['npx nx docker-build hello-r'], { cwd: folder, env, size: SIZE, mayFail: true })
  const shown = frames.at(-1)?.rows ?? []
  // The prompt after the command is none of it.
  const rows = shown.slice(0, shown.findLastIndex(({ text }) => !['', '$'].includes(text.trim())) + 1)
  const title = 'A terminal: a build fails, and says where, why, and how to repeat it.'
  writeFileSync(join(ROOT, 'docs/images/failed-build.svg'), renderRecording([{ at: 0, rows }], { ...SIZE, rows: rows.length, title }))
})
