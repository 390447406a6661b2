import { describe, expect, it } from 'vitest'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes } from './workspace/report-table.js'

const PROJECT = {
  targets: {
    prepare: {
      executor: 'nx:run-commands',
      options: { command: 'cp modules/made/src.txt modules/made/made.rds' },
      inputs: ['{projectRoot}/src.txt'],
      outputs: ['{projectRoot}/made.rds'],
      cache: true,
    },
    'docker-build': { dependsOn: ['prepare', '^docker-build'] },
  },
}

/** One history: each test goes on where the one before ended. */
describe('a module with files that git does not have', () => {
  const { registry, workspace } = usePackedWorkspace({
    files: () => ({
      '.gitignore': 'node_modules\ndist\n.nx\n*.rds\n',
      'modules/made/Dockerfile': 'FROM scratch\nCOPY . /made\n',
      'modules/made/project.json': JSON.stringify(PROJECT),
      'modules/made/src.txt': 'one\n',
    }),
  })

  const latest = async () => (await registry.image(`${workspace.prefix}/made`, 'latest'))?.digest
  const elsewhere = { MODULE_IMAGES_REGISTRY: 'registry.invalid/p' }

  it('is committed with what a task made of committed files, from that task and from its cache', async () => {
    for (const args of [
      ['docker-push', 'made', '--tags=v1,latest'],
      ['docker-push', 'made'],
    ]) {
      const { exitCode, output } = await workspace.nx(args)
      expect(exitCode, output).toBe(0)
      expect(output).not.toContain('as in the commit')
      workspace.remove('modules/made/made.rds')
    }
    expect(workspace.receipt('made').digest).toBe(await latest())
  })

  it('is not once the task has worked on another file, which a registry on this machine may show', async () => {
    workspace.write({ 'modules/made/src.txt': 'two\n' })
    const { exitCode, output } = await workspace.nx(['docker-push', 'made'])
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ made: 'built' })
    const lines = output.split('\n')
    const note = lines.findIndex((line) => line.includes('published because the registry is on this machine'))
    expect(lines[note]).toMatch(/^made {2}warning: 2 files are not as in the commit; /)
    expect(lines.slice(note + 1, note + 3).sort()).toEqual([
      '    modules/made/made.rds (made by made:prepare, which works on modules/made/src.txt, which is not as in the commit)',
      '    modules/made/src.txt (differs from the commit)',
    ])
    expect(note).toBeLessThan(lines.findIndex((line) => line.includes('building')))
    expect(lines.filter((line) => line.includes('published because'))).toHaveLength(1)
    expect(workspace.receipt('made').digest).toBe(await latest())
  })

  it('is not with an ignored file that no task makes: no release of it is built for another machine', async () => {
    await workspace.commit()
    workspace.write({ 'modules/made/other.rds': 'three\n' })
    const { exitCode, output } = await workspace.nx(['docker-push', 'made', '--tags=v2', '--allow-push'], { env: elsewhere })
    expect(exitCode, output).toBe(1)
    expect(output).toContain(
      'registry.invalid/p/made:v2 would name an image of made of which 1 file is not as in the commit:\n    modules/made/other.rds (is in no commit)\n',
    )
    expect(output).not.toContain('building')
  })

  it('is pushed nowhere where git cannot read the repository', async () => {
    const before = await latest()
    workspace.write({ '.git/HEAD': '' })
    const { exitCode, output } = await workspace.nx(['docker-push', 'made'])
    expect(exitCode, output).toBe(1)
    expect(output).toContain(`The git repository ${workspace.root}/.git cannot be read`)
    expect(await latest()).toBe(before)
  })
})
