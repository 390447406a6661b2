import { beforeAll, describe, expect, it } from 'vitest'
import type { CommandResult } from './process/run-command.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes, parseTable } from './workspace/report-table.js'

/** A host on which nothing listens: the port is reserved and never used. */
const DOWN = '127.0.0.1:1'

describe('what goes wrong', () => {
  const { registry, workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'step', ['ENV A=1', 'RUN echo some words && echo last words && exit 7']),
      'modules/grandchild/Dockerfile': `FROM ${workspace.registry}/step:latest\n`,
      ...tinyModule(workspace, 'syntax'),
      'modules/syntax/Dockerfile': 'FROM scratch\nCOPPY data.txt /\n',
      ...tinyModule(workspace, 'lost'),
      'modules/lost/Dockerfile': 'FROM scratch\n\nCOPY data.txt nowhere.txt /\n',
      ...tinyModule(workspace, 'good'),
    }),
  })
  let first: CommandResult

  beforeAll(async () => {
    first = await workspace.nx(['run-many', '-t', 'docker-push'])
  })

  const ENDS = { base: 'built', good: 'built', grandchild: 'skipped', lost: 'failed', step: 'failed', syntax: 'failed' }

  it('fails its own module and what stands on it, and nothing else', async () => {
    expect(first.exitCode, first.output).toBe(1)
    expect(outcomes(first.output)).toEqual(ENDS)
    expect(parseTable(first.output).find(({ module }) => module === 'grandchild')?.why).toBe('step failed')
    expect(await registry.tags(`${workspace.prefix}/good`)).toEqual([workspace.receipt('good').contentTag, 'latest'])
    for (const module of ['step', 'grandchild', 'lost', 'syntax']) expect(await registry.tags(`${workspace.prefix}/${module}`)).toEqual([])
  })

  it('tells of what cannot be built before anything is tried: file and line', () => {
    expect(errorOf(first.output, 'modules/syntax/')).toMatch(/^✗ error\[[a-z-]+\]: modules\/syntax\/Dockerfile:2: .*COPPY/)
    expect(errorOf(first.output, 'modules/lost/')).toMatch(/^✗ error\[[a-z-]+\]: modules\/lost\/Dockerfile:3: .*nowhere\.txt/)
    expect(first.output).not.toMatch(/^(syntax|lost) {2}building/m)
  })

  it('tells of a failed step: place, step, last output, and a command that repeats it', async () => {
    const [place, ...lines] = errorOf(first.output, 'modules/step/').split('\n')
    expect(place).toMatch(/^✗ error\[[a-z-]+\]: modules\/step\/Dockerfile:3: step could not be built: .*exit code: 7$/)
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}step: {3}\[\d\/\d\] RUN echo some words/),
      '  output:',
      '    | some words',
      '    | last words',
      '  repeat: npx nx docker-build step',
    ])
    const again = await workspace.nx((lines[4] ?? '').replace('  repeat: npx nx ', '').split(' '))
    expect(again.exitCode).toBe(1)
    expect(again.output).toContain('last words')
  })

  it('annotates in GitHub Actions, and writes the table into the job summary', async () => {
    const summary = `${workspace.sandbox}/summary.md`
    const env = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-push'], { env })
    expect(exitCode, output).toBe(1)
    const annotations = output.split('\n').filter((line) => line.startsWith('::error'))
    expect(annotations.map((line) => line.slice(0, line.indexOf('::', 2))).sort()).toEqual([
      '::error file=modules/lost/Dockerfile,line=3,title=module-images',
      '::error file=modules/step/Dockerfile,line=3,title=module-images',
      '::error file=modules/syntax/Dockerfile,line=2,title=module-images',
    ])
    const rows = workspace
      .read('../summary.md')
      .split('\n')
      .filter((line) => line.startsWith('| '))
    expect(
      rows.map((row) =>
        row
          .split('|')
          .slice(1, 3)
          .map((cell) => cell.trim()),
      ),
    ).toEqual([
      ['module', 'outcome'],
      ['---', '---'],
      ...Object.entries(ENDS).map(([module, end]) => [module, end === 'built' ? 'present' : end]),
    ])
  })

  it('builds while the registry is down, and says so', async () => {
    workspace.write(tinyModule(workspace, 'good', 'changed'))
    const { exitCode, output } = await workspace.nx(['docker-build', 'good'], { env: { MODULE_IMAGES_REGISTRY: `${DOWN}/down` } })
    expect(exitCode, output).toBe(0)
    expect(parseTable(output)).toMatchObject([
      { module: 'good', happened: 'built', why: expect.stringMatching(/registry could not be asked/) },
    ])
    await workspace.engine.removeImages(`${DOWN}/down`)
  })

  it('fails a push while the registry is down, in one clear error', async () => {
    const { exitCode, output } = await workspace.nx(['docker-push', 'good'], { env: { MODULE_IMAGES_REGISTRY: `${DOWN}/down` } })
    expect(exitCode, output).toBe(1)
    expect(errorsOf(output)).toEqual([expect.stringContaining(DOWN)])
    await workspace.engine.removeImages(`${DOWN}/down`)
  })

  it('says what to do where no engine answers', async () => {
    const { exitCode, output } = await workspace.nx(['docker-build', 'base', '--noCache'], {
      env: { DOCKER_HOST: 'unix:///nonexistent.sock' },
    })
    expect(exitCode, output).toBe(1)
    expect(errorsOf(output)).toEqual([
      expect.stringMatching(/^✗ error\[[a-z-]+\]: No container engine answers\. The Docker daemon does not answer[^]*DOCKER_HOST/),
    ])
  })

  it('refuses a tag no registry takes, by name', async () => {
    const { exitCode, output } = await workspace.nx(['docker-push', 'good', '--tags=not/a/tag'])
    expect(exitCode, output).toBe(1)
    expect(output).toContain("'not/a/tag' in --tags")
    expect(output).not.toMatch(/\n +at /)
  })

  it('refuses a registry that is none, by the variable that names it', async () => {
    const { exitCode, output } = await workspace.nx(['docker-push', 'good'], { env: { MODULE_IMAGES_REGISTRY: 'https://example.org/x' } })
    expect(exitCode, output).toBe(1)
    expect(output).toContain("'https://example.org/x' in MODULE_IMAGES_REGISTRY")
    expect(output).not.toMatch(/\n +at /)
  })
})

/** Errors as they stand in a log: the line of the cross, and what is indented below it. Lines of other modules may come right after. */
function errorsOf(output: string): string[] {
  return output.match(/^✗ .*(?:\n {2}.*)*/gm) ?? []
}

function errorOf(output: string, text: string): string {
  return errorsOf(output).find((error) => error.includes(text)) ?? `no error about ${text} in:\n${output}`
}
