import { beforeAll, describe, expect, it } from 'vitest'
import { tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

/** In a log a command to GitHub Actions, and to a terminal the order to clear it. */
const hostile = (where: string) => `x\n::stop-commands::${where}\n##[error]${where}\u001b[2J`
const build = (options: object) => JSON.stringify({ targets: { 'docker-build': { options } } })

describe('names that are commands to whoever reads the log', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...tinyModule(workspace, 'copies'),
      'modules/copies/Dockerfile': `FROM scratch\nCOPY ${JSON.stringify([hostile('copy'), '/'])}\n`,
      ...tinyModule(workspace, 'files'),
      'modules/files/Dockerfile': 'FROM scratch\nCOPY . /\n',
      ...tinyModule(workspace, 'targets'),
      'modules/targets/project.json': build({ target: hostile('target') }),
      ...tinyModule(workspace, 'options'),
      'modules/options/project.json': build({ [hostile('option')]: true }),
    }),
  })

  beforeAll(async () => {
    workspace.write({ [`modules/files/${hostile('file').replaceAll('/', '')}`]: 'hostile' })
  })

  /** Each of these was told of, and no line of it is obeyed. */
  function expectHarmless(output: string, told: readonly string[]): void {
    for (const where of told) expect(output).toContain(`stop-commands::${where}`)
    const commands = output.split('\n').filter((line) => /^\s*::|##\[/.test(line))
    expect(commands.filter((line) => !/^::(?:error|warning|notice|group|endgroup)\b/.test(line))).toEqual([])
    expect(output).not.toContain('\u001b[2J')
  }

  it('are no more than text in the log of nx', async () => {
    const env = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: `${workspace.sandbox}/summary.md` }
    const all = await workspace.nx(['run-many', '-t', 'docker-build', 'docker-check'], { env })
    expect(all.exitCode, all.output).toBe(1)
    expectHarmless(all.output, ['copy', 'target', 'option'])
    // An option that does not exist keeps a run from beginning.
    const others = await workspace.nx(['run-many', '-t', 'docker-build', '--exclude', 'options'], { env })
    expect(others.exitCode, others.output).toBe(1)
    expectHarmless(others.output, ['copy', 'target'])
    expect(others.output).toMatch(/^::error file=modules\/targets\/Dockerfile,title=module-images::.*stop-commands::target/m)
    expect(workspace.read('../summary.md')).not.toMatch(/^::|##\[|\u001b/m)
  })

  it.each([
    // Of an error its first line.
    [['plan', '--offline'], []],
    [
      ['plan', '--offline', '--json'],
      ['copy', 'target', 'option', 'file'],
    ],
    [['doctor'], ['copy', 'target', 'option']],
    [['explain', 'files'], ['file']],
    [['lock', hostile('argument')], ['argument']],
    [['plan', `--${hostile('flag')}`], ['flag']],
  ])('are no more than text in what module-images prints: %j', async (args, told) => {
    const { output, stdout } = await workspace.moduleImages(args, { env: { GITHUB_ACTIONS: 'true' } })
    expectHarmless(output, told)
    if (args.includes('--json')) expect(() => JSON.parse(stdout) as unknown).not.toThrow()
  })
})
