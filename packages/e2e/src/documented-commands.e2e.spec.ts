import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readDocumentedCommands } from './documentation/fenced-commands.js'
import { NOT_RUN } from './documentation/not-run.js'
import { runCommand } from './process/run-command.js'
import { baseModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import type { TestWorkspace } from './workspace/test-workspace.js'

const COMMANDS = readDocumentedCommands(join(import.meta.dirname, '../../..'))
const RUN = COMMANDS.filter(({ command }) => NOT_RUN[command] === undefined)

/** The workspace's registry stands in for it. */
const PUBLISHED = 'public.ecr.aws/openscpca'

/** What people do by hand between two commands. */
const AFTERWARDS: Readonly<Record<string, (workspace: TestWorkspace) => unknown>> = {
  // The template's own bases are not to be had here, so its Dockerfile becomes one on a module of this workspace, with what it pins.
  'npx nx g @module-images/nx:module cell-typing --template=renv': (workspace) => {
    workspace.write({ 'modules/cell-typing/Dockerfile': `FROM ${workspace.registry}/r-base:latest\nCOPY renv.lock /\n` })
    workspace.write({ 'modules/cell-typing/run.sh': '#!/bin/sh\necho cell-typing\n' })
    return workspace.commit('a module')
  },
  'npx nx g @module-images/nx:activate cell-typing --deactivate': (workspace) =>
    workspace.nx(['g', '@module-images/nx:activate', 'cell-typing']),
}

/** The README and the pages of docs, typed from top to bottom in a workspace whose modules are called as theirs are. */
describe('every documented command', () => {
  const { workspace } = usePackedWorkspace({ files: moduleFiles })

  beforeAll(async () => {
    await workspace.git('tag', 'v1.2.0')
    await workspace.git('switch', '--quiet', '--create', 'change')
    workspace.write({ 'modules/hello-r/run.sh': '#!/bin/sh\necho "hello $*, changed"\n' })
    workspace.write({ 'modules/hello-r/tool.txt': 'changed\n' })
    await workspace.commit('a change')
  })

  it.each(RUN.map(({ place, command }) => [place, command] as const))('%s: %s', async (_, command) => {
    const line = command.replaceAll(PUBLISHED, workspace.registry)
    const run = { command: '/bin/sh', args: ['-c', line], cwd: workspace.root, env: workspace.env }
    const { exitCode, output } = await runCommand(run)
    expect(exitCode, output).toBe(0)
    await AFTERWARDS[command]?.(workspace)
  })
})

it('lists no command as one that is not run which no page has', () => {
  const documented = new Set(COMMANDS.map(({ command }) => command))
  expect([...Object.keys(NOT_RUN), ...Object.keys(AFTERWARDS)].filter((command) => !documented.has(command))).toEqual([])
})

function moduleFiles(workspace: TestWorkspace): Record<string, string | Buffer> {
  const base = Object.entries(baseModule(workspace)).map(([path, content]) => [path.replace('modules/base/', 'modules/r-base/'), content])
  const files = Object.fromEntries(base) as Record<string, string | Buffer>
  return {
    ...files,
    'modules/r-base/Dockerfile': `${String(files['modules/r-base/Dockerfile'])}RUN printf '#!/bin/sh\\necho "Rscript $*"\\n' > /bin/Rscript && chmod +x /bin/Rscript\n`,
    'modules/r-base/run.sh': '#!/bin/sh\necho r-base\n',
    'modules/hello-r/Dockerfile': `FROM ${workspace.registry}/r-base:latest\nCOPY tool.txt /\nCOPY tool.txt /opt/module/renv.lock\n`,
    'modules/hello-r/tool.txt': 'tool\n',
    'modules/hello-r/run.sh': '#!/bin/sh\necho "hello $*"\n',
  }
}
