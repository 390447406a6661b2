import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand } from './process/run-command.js'
import { baseModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

/** Apptainer, or a program that starts it where it lies, with the folders of these tests at the same paths. */
const APPTAINER = process.env['MODULE_IMAGES_APPTAINER'] ?? 'apptainer'
const { status } = spawnSync(APPTAINER, ['--version'])
const isHere = status === 0

if (!isHere) {
  const place = 'Put apptainer on the PATH, or name a program that starts it in MODULE_IMAGES_APPTAINER.'
  process.stderr.write(`\n!!! NOT TESTED: the script for clusters with a real Apptainer, which is not here. ${place}\n\n`)
}

describe.skipIf(!isHere)('the script for clusters, by a real Apptainer', () => {
  const { workspace } = usePackedWorkspace({ files: (workspace) => baseModule(workspace) })

  it('pulls an image by digest as a file, which runs, without Node and without the repository', async () => {
    const pushed = await workspace.nx(['docker-push', 'base'])
    expect(pushed.exitCode, pushed.output).toBe(0)
    const written = await workspace.moduleImages(['digests', '--format', 'apptainer', '--output', '../cluster/pull-images.sh'])
    expect(written.exitCode, written.output).toBe(0)
    const cluster = join(workspace.sandbox, 'cluster')
    workspace.write({ '../cluster/bin/apptainer.sh': `#!/bin/sh\nexec '${APPTAINER}' "$@"\n` })
    const env = {
      HOME: cluster,
      PATH: `${join(cluster, 'bin')}:/usr/bin:/bin`,
      APPTAINER_PULL_FLAGS: '--no-https',
      APPTAINER_CACHEDIR: cluster,
    }
    const link = { command: 'ln', args: ['-s', 'apptainer.sh', 'bin/apptainer'], cwd: cluster, env }
    expect((await runCommand(link)).exitCode).toBe(0)
    const pull = { command: 'sh', args: ['pull-images.sh', 'images'], cwd: cluster, env, timeout: 280_000 }
    const { exitCode, output } = await runCommand(pull)
    expect(exitCode, output).toBe(0)
    const hex = (workspace.receipt('base').digest ?? '').slice('sha256:'.length, 'sha256:'.length + 12)
    expect(readdirSync(join(cluster, 'images')).sort()).toEqual([`base-${hex}.sif`, 'base.sif'])
    const run = {
      command: APPTAINER,
      args: ['exec', '--no-privs', join(cluster, 'images/base.sif'), 'cat', '/workspace.txt'],
      cwd: cluster,
      env,
    }
    const ran = await runCommand(run)
    expect([ran.exitCode, ran.stdout], ran.output).toEqual([0, `${workspace.registry}\n`])
  })
})
