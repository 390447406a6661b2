import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes } from './workspace/report-table.js'

/** What once ended well with nothing done, or badly with nothing said. */
describe('what is easily overlooked', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({ ...tinyModule(workspace, 'a'), ...tinyModule(workspace, 'b') }),
  })

  const useEntry = (entry: object, ...modules: string[]) => {
    const plugin = { plugin: '@module-images/nx', options: { modules, registry: workspace.registry }, ...entry }
    workspace.write({ 'nx.json': JSON.stringify({ analytics: false, plugins: [plugin] }) })
  }
  const useGlobs = (...modules: string[]) => useEntry({}, ...modules)

  const warnings = (output: string) => output.split('\n').filter((line) => line.startsWith('warning: '))
  const ABOUT_MODULEZ = "warning: The modules glob 'modulez/*' finds no module."

  it.each(['true', 'false'])(
    'a glob that finds nothing is named once by a run, and breaks none (plugins isolated: %s)',
    async (isolated) => {
      useGlobs('modulez/*')
      const env = { NX_ISOLATE_PLUGINS: isolated }
      const run = await workspace.nx(['run-many', '-t', 'docker-build'], { env })
      expect(run.exitCode, run.output).toBe(0)
      expect(warnings(run.output)).toEqual([`${ABOUT_MODULEZ} Did you mean 'modules/*'? Correct it in nx.json.`])
      expect((await workspace.nx(['show', 'projects', '--json'], { env })).output.trim()).toBe('[]')
    },
  )

  it('a glob that finds nothing beside others is named once, and the others build', async () => {
    useGlobs('./modules/*/', 'modulez/*')
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-build'])
    expect(exitCode, output).toBe(0)
    expect(outcomes(output)).toEqual({ a: 'built', b: 'built' })
    expect(warnings(output)).toEqual([expect.stringContaining(ABOUT_MODULEZ)])
  })

  it('commands name it on standard error, and what they print stays what it was', async () => {
    useGlobs('modules/*', 'modulez/*')
    const { exitCode, output, stdout } = await workspace.moduleImages(['plan', '--offline', '--json'])
    expect(exitCode, output).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ modules: [{ name: 'a' }, { name: 'b' }] })
    expect(warnings(output)).toEqual([expect.stringContaining(ABOUT_MODULEZ)])
    const doctor = await workspace.moduleImages(['doctor'])
    expect(warnings(doctor.output)).toEqual([])
    expect(doctor.stdout).toContain('nx.json:1: warning empty-glob')
  })

  it('a module that the plugin’s entry leaves out is named', async () => {
    useEntry({ exclude: ['modules/**'] }, 'modules/*')
    const { output } = await workspace.moduleImages(['plan', '--offline'])
    expect(warnings(output)).toEqual([
      expect.stringMatching(/'modules\/\*' finds no module\. modules\/a holds a Dockerfile, but Nx leaves it out.* exclude /),
    ])
    const doctor = await workspace.moduleImages(['doctor'])
    expect([doctor.exitCode, doctor.stdout]).toEqual([1, expect.stringContaining('nx.json:1: error no-modules')])
  })

  it('a temporary folder that is not there is one clear error, of tasks and of commands', async () => {
    useGlobs('modules/*')
    workspace.write(tinyModule(workspace, 'a', 'changed'))
    const env = { TMPDIR: join(workspace.sandbox, 'gone') }
    for (const { exitCode, output } of [
      await workspace.nx(['docker-build', 'a'], { env }),
      await workspace.moduleImages(['load', 'a'], { env }),
    ]) {
      expect(exitCode, output).toBe(1)
      expect(output).toContain(`✗ error[temp-folder]: No temporary folder can be made in ${env.TMPDIR} (ENOENT).\n`)
      expect(output).toContain('TMPDIR')
      expect(output).not.toMatch(/^\s+at /m)
    }
  })

  it('a secret of a module’s .env is not in a batch, which says so; a process of its own has it', async () => {
    const secrets = [{ id: 'token', env: 'E2E_SILENT_TOKEN' }]
    workspace.write({
      'modules/b/project.json': JSON.stringify({ name: 'b', targets: { 'docker-build': { options: { secrets } } } }),
      'modules/b/.env': 'E2E_SILENT_TOKEN=s3cr3t-of-b\n',
      'modules/b/data.txt': `${workspace.registry} with a secret\n`,
    })
    const batch = await workspace.nx(['docker-build', 'b'])
    expect(batch.exitCode, batch.output).toBe(1)
    expect(batch.output).toContain('E2E_SILENT_TOKEN, which is not set.\n  modules/b/.env sets it, but Nx reads that file only for')
    expect(batch.output).toContain('npx nx docker-build b --batch=false')
    const alone = await workspace.nx(['docker-build', 'b', '--batch=false'])
    expect(alone.exitCode, alone.output).toBe(0)
    expect(outcomes(alone.output)).toEqual({ b: 'built' })
    for (const { output } of [batch, alone]) expect(output).not.toContain('s3cr3t-of-b')
  })
})
