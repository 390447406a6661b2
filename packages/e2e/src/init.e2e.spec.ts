import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type OldModule, oldWorkflows } from './workspace/old-repository.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import type { TestWorkspace } from './workspace/test-workspace.js'

const MODULES: readonly OldModule[] = [
  { name: 'hello-R' },
  { name: 'forgotten' },
  { name: 'drifted', tests: 'hello-R' },
  { name: 'asleep', inactive: true },
]

const WEBSITE = 'name: Website\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build -t site site\n'

const OWN_TEST = 'name: hello-R\non: workflow_dispatch\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: bash run.sh\n'

/** One repository, taken over from the system before this one; each test goes on where the last one stopped. */
describe('a repository laid out like the original', () => {
  const { registry, workspace } = usePackedWorkspace({})

  beforeAll(async () => {
    const { registry: prefix } = workspace
    workspace.remove('nx.json', '.gitignore')
    workspace.write({
      // Anew, since the template's own is a link to one file.
      'package.json': workspace.read('package.json'),
      ...Object.assign({}, ...[...MODULES.map(({ name }) => name), 'unborn'].map((name) => moduleFiles(name, prefix))),
      ...oldWorkflows([...MODULES, { name: 'gone' }], ['hello-r', 'drifted', 'gone'], prefix),
      '.github/workflows/docker_website.yml': WEBSITE,
      '.github/workflows/run_hello-R.yml': OWN_TEST,
      'analyses/README.md': 'No module.\n',
    })
    await workspace.git('init', '--quiet', '--initial-branch=main')
    await workspace.git('add', '.github', 'analyses', 'package.json')
    await workspace.git('commit', '--quiet', '--message', 'before')
  })

  async function nx(...args: string[]): Promise<string> {
    const { exitCode, output } = await workspace.nx(args)
    expect(exitCode, output).toBe(0)
    return output
  }

  async function selectedBy(files: Record<string, string>): Promise<string[]> {
    workspace.write(files)
    await workspace.commit()
    const { exitCode, output, stdout } = await workspace.nx([
      'show',
      'projects',
      '--affected',
      '-t',
      'docker-build',
      '--base=HEAD~1',
      '--head=HEAD',
      '--json',
    ])
    expect(exitCode, output).toBe(0)
    return (JSON.parse(stdout) as string[]).sort()
  }

  it('is taken over by one command, which says what had drifted', async () => {
    const output = await nx('g', '@module-images/nx:init', '--modules', 'analyses/*', '--no-interactive')
    for (const line of [
      `5 modules, published to ${workspace.registry}.`,
      'The workflow of drifted builds hello-R.',
      'There is no module gone any more. The file stays,',
      'unborn had no workflow, so nothing built it; it starts inactive.',
      'forgotten is active but not in the release list',
      'gone is in the release list, but there is no such module.',
      'docker_website.yml stays as it is: it has no mark of the old system.',
      '.github/workflows/run_hello-R.yml',
    ]) {
      expect(output).toContain(line)
    }
    expect(await workspace.git('diff', '--name-only', '--', 'analyses')).toBe('')
    expect(await workspace.git('ls-files', '--others', '--', 'analyses')).toBe(
      ['drifted', 'forgotten', 'hello-R'].map((name) => `analyses/${name}/project.json`).join('\n'),
    )
    expect(workspace.read('.github/workflows/docker_website.yml')).toBe(WEBSITE)
    expect(workspace.read('.github/workflows/run_hello-R.yml')).toBe(OWN_TEST)
    // Nobody asked for it to go.
    expect(workspace.exists('.github/workflows/docker_gone.yml')).toBe(true)
    await workspace.commit('taken over')
  })

  it('is in order afterwards, and a second run changes nothing', async () => {
    await nx('sync:check')
    await nx('g', '@module-images/nx:init', '--no-interactive')
    expect(await workspace.git('status', '--porcelain')).toBe('')
  })

  it('has a project for each module, active as the old workflows say', async () => {
    const projects = async (target: string) =>
      (JSON.parse((await workspace.nx(['show', 'projects', '--with-target', target, '--json'])).stdout) as string[]).sort()
    expect(await projects('docker-build')).toEqual(['asleep', 'drifted', 'forgotten', 'hello-R', 'unborn'])
    expect(await projects('docker-push')).toEqual(['drifted', 'forgotten', 'hello-R'])
  })

  it('selects exactly the modules whose build inputs changed', async () => {
    expect(await selectedBy({ 'analyses/hello-R/script.R': 'more\n', 'analyses/README.md': 'more\n' })).toEqual([])
    expect(await selectedBy({ 'analyses/hello-R/renv.lock': `${workspace.registry} more\n` })).toEqual(['hello-R'])
    expect(
      await selectedBy({
        'analyses/drifted/.dockerignore': '*\n!renv.lock\n\n',
        'analyses/asleep/Dockerfile': 'FROM scratch\nCOPY renv.lock /b\n',
      }),
    ).toEqual(['asleep', 'drifted'])
  })

  it('publishes its active modules, and nothing else', async () => {
    await nx('run-many', '-t', 'docker-push')
    const published = await Promise.all(
      ['hello-r', 'forgotten', 'drifted', 'asleep', 'unborn'].map(async (name) => [
        name,
        await registry.tags(`${workspace.prefix}/${name}`),
      ]),
    )
    const tagsOf = (module: string) => [workspace.receipt(module).contentTag, 'latest'].sort()
    expect(Object.fromEntries(published)).toEqual({
      'hello-r': tagsOf('hello-R'),
      forgotten: tagsOf('forgotten'),
      drifted: tagsOf('drifted'),
      asleep: [],
      unborn: [],
    })
  })

  it('makes nothing in a dry run of a new module', async () => {
    const { env, calls } = standInRscript(workspace)
    const { exitCode, output } = await workspace.nx(['g', '@module-images/nx:module', 'new-one', '--use-renv', '--dry-run'], { env })
    expect(exitCode, output).toBe(0)
    expect(output).toContain('CREATE analyses/new-one/Dockerfile')
    expect([await workspace.git('status', '--porcelain'), workspace.exists(calls)]).toEqual(['', false])
  })

  it('refuses a name that is taken in another case, with the rule', async () => {
    const { exitCode, output } = await workspace.nx(['g', '@module-images/nx:module', 'HELLO-r'])
    expect(exitCode).not.toBe(0)
    expect(output).toContain("The name 'HELLO-r' differs only in case from 'hello-R'")
    expect(await workspace.git('status', '--porcelain')).toBe('')
  })

  it('goes from a new module to its published image', async () => {
    const { env, calls } = standInRscript(workspace)
    const made = await workspace.nx(['g', '@module-images/nx:module', 'new-one', '--use-renv', '--no-interactive'], { env })
    expect(made.exitCode, made.output).toBe(0)
    expect(workspace.read(calls)).toContain('renv::scaffold()')
    await nx('sync:check')

    const early = await workspace.nx(['g', '@module-images/nx:activate', 'new-one'])
    expect(early.exitCode).not.toBe(0)
    expect(early.output).toContain('analyses/new-one/Dockerfile:2: The Dockerfile is still the template.')

    workspace.write({ 'analyses/new-one/Dockerfile': 'FROM scratch\nCOPY renv.lock /\n' })
    await nx('g', '@module-images/nx:activate', 'new-one')
    await nx('sync:check')
    await workspace.commit('a new module')
    await nx('docker-push', 'new-one')
    expect(await registry.tags(`${workspace.prefix}/new-one`)).toEqual([workspace.receipt('new-one').contentTag, 'latest'].sort())
  })
})

/** A module of one lockfile; its content is this workspace's own, since the engine is shared. */
function moduleFiles(name: string, registry: string): Record<string, string> {
  return {
    [`analyses/${name}/Dockerfile`]: 'FROM scratch\nCOPY renv.lock /\n',
    [`analyses/${name}/.dockerignore`]: '*\n!renv.lock\n',
    [`analyses/${name}/renv.lock`]: `${registry} ${name}\n`,
    [`analyses/${name}/script.R`]: '1\n',
  }
}

/** A program named Rscript that writes down how it was called. */
function standInRscript({ sandbox, env }: TestWorkspace): { env: NodeJS.ProcessEnv; calls: string } {
  const bin = join(sandbox, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'Rscript'), `#!/bin/sh\nprintf '%s\\n' "$@" >> "${join(sandbox, 'calls')}"\n`)
  chmodSync(join(bin, 'Rscript'), 0o755)
  return { env: { PATH: `${bin}:${env['PATH'] ?? ''}` }, calls: '../calls' }
}
