import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from './process/run-command.js'
import { oldWorkflows } from './workspace/old-repository.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { copyTarball, type TestWorkspace } from './workspace/test-workspace.js'

const INIT = ['g', '@module-images/nx:init', '--no-interactive', '--skip-install']

const MODULES = [
  { name: 'hello-R' },
  { name: 'cells', runner: 'big-disk' },
  { name: 'tested', onlyTests: true },
  { name: 'asleep', inactive: true },
]

/** What a script of the old system does for a new module. */
const NEW_MODULE = `#!/bin/bash
mkdir -p analyses/$1
cp templates/Dockerfile analyses/$1/
sed "s/NAME/$1/g" templates/docker_module.yml > .github/workflows/docker_$1.yml
`

const RELEASE = `name: Make a release
on: workflow_dispatch
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: ncipollo/release-action@v1
        with: { tag: today }
`

const RUN_ALL = `name: Run all
on:
  schedule:
    - cron: "0 0 3 * *"
jobs:
  hello-R:
    uses: ./.github/workflows/run_hello-R.yml
`

const RUN_HELLO = `name: Run hello-R
on:
  workflow_call:
jobs:
  run:
    runs-on: ubuntu-latest
    steps:
      - run: ./download-data.py --test-data
`

/**
 * A repository as the system before this one left it, moved over as its maintainer would. Each row that a trial of such a move once found is a test,
 * by its number; each goes on where the last one stopped.
 */
describe('a repository that moves over', () => {
  const { registry, workspace } = usePackedWorkspace({})
  let [clone, base] = ['', '']

  beforeAll(async () => {
    base = `${registry.host}/outside-${workspace.prefix}:1`
    workspace.write({ '../base/Dockerfile': 'FROM scratch\nCOPY of /\n', '../base/of': workspace.prefix })
    await workspace.engine.docker('buildx', 'build', '--load', '--tag', base, join(workspace.sandbox, 'base'))
    await workspace.engine.docker('push', base)
    layOut(workspace)
    workspace.write({ 'analyses/cells/Dockerfile': `FROM ${base}\nCOPY renv.lock /\n` })
    await workspace.git('init', '--quiet', '--initial-branch=main')
    await workspace.git('add', '.github', 'analyses', 'templates', 'new-module.sh', 'package.json')
    await workspace.git('commit', '--quiet', '--message', 'before')
    clone = join(workspace.sandbox, 'clone')
  })

  afterAll(() => workspace.engine.removeImages(base))

  async function nx(...args: string[]): Promise<string> {
    const { exitCode, output } = await workspace.nx(args)
    expect(exitCode, output).toBe(0)
    return output
  }

  const readKeys = async (root: string) => {
    const args = [join(workspace.root, 'node_modules/.bin/module-images'), 'plan', '--offline', '--json']
    const { exitCode, stdout, output } = await runCommand({ command: process.execPath, args, cwd: root, env: workspace.env })
    expect(exitCode, output).toBe(0)
    const { modules } = JSON.parse(stdout) as { modules: { name: string; key: string }[] }
    return Object.fromEntries(modules.map(({ name, key }) => [name, key]))
  }

  it('row 2: is told in a dry run what becomes of everything, and nothing is written', async () => {
    const output = await nx(...INIT, '--dry-run')
    for (const line of [
      'owner guard: Publishes and runs on schedule for Lab only, never in a fork. (.github/workflows/build-push-docker-module.yml:14)',
      'environment: Jobs that publish run in the environment prod. (.github/workflows/build-push-docker-module.yml:15)',
      'runners: Jobs that publish run on big-disk. (.github/workflows/build-push-docker-module.yml:16)',
      'runners: cells has the runner big-disk, for its builds, pushes and runs. (.github/workflows/docker_cells.yml:41)',
      'disk clearing: Jobs that build first remove from the runner what no build needs.',
      'Set the variable AWS_ROLE_ARN of the environment to arn:aws:iam::123456789012:role/Publisher',
      'scheduled rebuilds: Unattended rebuild and push at 0 0 1 * *',
      'A pushed tag that fits v*.*.* publishes all active modules under it',
      'An issue for a failed release, refresh or scheduled run, from .github/issue.md with the labels docker, ci.',
      'templates and scripts: A script that names a workflow that is generated now.',
      '(new-module.sh:4)',
      'templates and scripts: A template of workflows whose inputs are gone',
      'releases that a workflow makes: To publish images after it',
      'runs of modules: Workflows named run_*.yml stay as they are, and none is generated.',
      'npx --no module-images lock      first of all: locking later changes every content key',
      'tested only test-builds today; an active module is published by each merge. So it starts inactive',
    ])
      expect(output).toContain(line)
    expect(await workspace.git('status', '--porcelain', '--untracked-files=no')).toBe('')
    expect(workspace.exists('nx.json')).toBe(false)
  })

  it('row 2: has its options carried over, and the report written', async () => {
    await nx(...INIT, '--lock')
    expect((JSON.parse(workspace.read('nx.json')) as { plugins: unknown[] }).plugins).toEqual([
      {
        plugin: '@module-images/nx',
        options: {
          activation: 'opt-in',
          modules: 'analyses/*',
          registry: workspace.registry,
          workflows: {
            owner: 'Lab',
            environment: 'prod',
            freeDisk: true,
            publishOn: ['tag'],
            releaseTags: ['v*.*.*'],
            refreshSchedule: '0 0 1 * *',
            refresh: 'publish',
            issueTemplate: '.github/issue.md',
            issueLabels: ['docker', 'ci'],
            runner: { publish: 'big-disk' },
            modules: { cells: { runner: 'big-disk' } },
            run: false,
          },
        },
      },
    ])
    expect(workspace.read('docs/module-images-migration.md')).toContain('`.github/workflows/build-push-docker-module.yml:14`')
    expect(workspace.read('.github/workflows/run_all-modules.yml')).toBe(RUN_ALL)
    expect(workspace.read('.github/workflows/run_hello-R.yml')).toBe(RUN_HELLO)

    await workspace.commit('taken over')
    await nx('sync:check')
  })

  it('row 1: installs in a fresh clone with an empty cache, and its command is never fetched', async () => {
    const { devDependencies } = JSON.parse(workspace.read('package.json')) as { devDependencies: Record<string, string> }
    const tarball = devDependencies['@module-images/nx']?.replace('file:', '') ?? ''
    expect(tarball).toMatch(/^tools\/module-images\/module-images-nx-.*\.tgz$/)
    expect(await workspace.git('ls-files', tarball)).toBe(tarball)

    const run = (command: string, args: readonly string[], cwd = clone) =>
      runCommand({ command, args, cwd, env: { ...workspace.env, npm_config_cache: join(workspace.sandbox, 'empty') }, timeout: 300_000 })
    // As on Windows, for row 13.
    const cloned = await run('git', ['clone', '--quiet', '--config', 'core.autocrlf=true', workspace.root, clone], workspace.sandbox)
    expect(cloned.exitCode, cloned.output).toBe(0)
    const early = await run('npx', ['--no', 'module-images', 'plan', '--offline'])
    expect(early.exitCode).not.toBe(0)
    expect(early.output).toMatch(/canceled due to missing packages|E404/)
    const installed = await run('npm', ['ci', '--no-audit', '--no-fund'])
    expect(installed.exitCode, installed.output).toBe(0)
    const plan = await run('npx', ['--no', 'module-images', 'plan', '--offline'])
    expect(plan.exitCode, plan.output).toBe(0)
  }, 400_000)

  it('row 13: has the same content keys, and scripts that start, in a checkout with the line ends of Windows', async () => {
    expect(await readKeys(clone)).toEqual(await readKeys(workspace.root))
    const { stdout } = await runCommand({ command: 'cat', args: ['nx.json', 'analyses/hello-R/run.sh'], cwd: clone, env: workspace.env })
    expect(stdout.split('#!/bin/sh')).toEqual([expect.stringContaining('\r\n'), expect.not.stringContaining('\r')])
  })

  it('row 4: publishes no module because the old script made it', async () => {
    const made = await runCommand({ command: 'bash', args: ['new-module.sh', 'young'], cwd: workspace.root, env: workspace.env })
    expect(made.exitCode, made.output).toBe(0)
    const { stdout } = await workspace.nx(['show', 'projects', '--with-target', 'docker-push', '--json'])
    expect((JSON.parse(stdout) as string[]).sort()).toEqual(['cells', 'hello-R'])

    // Its workflow is in the way of the generated one, which is said; init takes it for what it is.
    const sync = await workspace.nx(['sync:check'])
    expect([sync.exitCode === 0, sync.output.includes('.github/workflows/docker_young.yml')]).toEqual([false, true])
    await nx(...INIT)
    await workspace.commit('a new module')
    await nx('sync:check')
  })

  it('row 8: publishes what was published before, and nothing that was only test-built', async () => {
    await nx('run-many', '-t', 'docker-push')
    const tags = async (name: string) => (await registry.tags(`${workspace.prefix}/${name}`)).length
    expect({ hello: await tags('hello-r'), cells: await tags('cells') }).toEqual({ hello: 2, cells: 2 })
    expect([await tags('tested'), await tags('asleep'), await tags('young')]).toEqual([0, 0, 0])
  })

  it('row 7: has its bases locked before anything was built, so that no later lock changes a key', async () => {
    expect(workspace.read('analyses/cells/image-lock.json')).toContain('sha256:')
    const before = await readKeys(workspace.root)
    const { exitCode, output } = await workspace.moduleImages(['lock'])
    expect(exitCode, output).toBe(0)
    expect(await readKeys(workspace.root)).toEqual(before)
  })

  it('rows 5 and 6: has no run_*.yml but its own, whose callers stay valid, and doctor, sync and sync:check agree', async () => {
    const { stdout } = await runCommand({ command: 'ls', args: ['.github/workflows'], cwd: workspace.root, env: workspace.env })
    expect(stdout.split('\n').filter((file) => file.startsWith('run_'))).toEqual(['run_all-modules.yml', 'run_hello-R.yml'])
    await nx('sync:check')
    const doctor = async () => (await workspace.moduleImages(['doctor', '--json'])).stdout
    expect(await doctor()).not.toContain('workflow-sync')

    workspace.write({ '.github/workflows/run_hello-R.yml': RUN_HELLO.replace('workflow_call', 'workflow_dispatch') })
    expect(await doctor()).toContain('workflow-sync')
    workspace.write({ '.github/workflows/run_hello-R.yml': RUN_HELLO })
  })

  it('row 3: goes on with the others where one module is broken', async () => {
    workspace.write({ 'analyses/cells/Dockerfile': `FROM ${base}\nCOPY gone /\n` })
    const matrix = await workspace.moduleImages(['plan', '--offline', '--github-matrix'])
    expect([matrix.exitCode, JSON.parse(matrix.stdout)]).toEqual([
      3,
      {
        levels: [{ include: [expect.objectContaining({ name: 'hello-R' })] }],
        promote: [],
        broken: [
          {
            name: 'cells',
            error: expect.objectContaining({ code: 'missing-source', file: 'analyses/cells/Dockerfile', line: 2 }) as unknown,
          },
        ],
      },
    ])
    for (const command of [['digests'], ['diff', '--offline', '--since', 'HEAD'], ['catalogue', '--offline'], ['verify']]) {
      const { exitCode, output } = await workspace.moduleImages(command)
      expect([command[0], exitCode, output.includes('cells')], output).toEqual([command[0], 1, true])
    }
    expect(workspace.exists('dist/catalogue/index.html')).toBe(true)
    await workspace.git('restore', 'analyses')
  })

  it('row 9: selects what a rename changes, and nothing else', async () => {
    const affected = async () => {
      const { exitCode, stdout, output } = await workspace.moduleImages(['plan', '--affected', '--base', 'HEAD', '--names'])
      expect(exitCode, output).toBe(0)
      return stdout.trim()
    }
    await workspace.git('mv', 'analyses/asleep', 'analyses/drowsy')
    expect(await affected()).toBe('')
    await workspace.git('mv', 'analyses/hello-R', 'analyses/hello-S')
    workspace.write({ 'analyses/hello-S/project.json': '{ "name": "hello-S", "tags": ["docker:active"] }' })
    expect(await affected()).toBe('hello-S')
    await workspace.git('reset', '--quiet', '--hard')
  })

  it('row 10: asks registries through the proxy of the environment', async () => {
    const env = { MODULE_IMAGES_REGISTRY: 'registry.example.org/lab', HTTPS_PROXY: 'http://me:secret@127.0.0.1:9' }
    const { exitCode, output } = await workspace.moduleImages(['plan'], { env })
    expect([exitCode, output.includes('http://127.0.0.1:9 (HTTPS_PROXY)'), output.includes('secret')], output).toEqual([1, true, false])
  })

  it('row 12: has workflows that install with the package manager of the workspace', async () => {
    const settings = JSON.parse(workspace.read('package.json')) as object
    workspace.write({ 'package.json': JSON.stringify({ ...settings, packageManager: 'pnpm@10.0.0' }) })
    await nx('sync')
    const workflow = workspace.read('.github/workflows/build-push-docker-module.yml')
    expect([workflow.includes('pnpm install --frozen-lockfile'), workflow.includes('npm ci')]).toEqual([true, false])
  })

  // Row 14, the command without Node, is tools/cli-image and its test.
})

describe('row 11: a workspace in a folder of its repository', () => {
  const { workspace } = usePackedWorkspace({})

  it('has its workflows at the top, and all else in the folder', async () => {
    layOut(workspace, 'workspace/')
    const git = (...args: string[]) => runCommand({ command: 'git', args, cwd: workspace.sandbox, env: workspace.env })
    await git('init', '--quiet', '--initial-branch=main')
    await runCommand({ command: 'mv', args: [join(workspace.root, '.github'), workspace.sandbox], env: workspace.env })
    const { exitCode, output } = await workspace.nx(INIT)
    expect(exitCode, output).toBe(0)
    const { stdout } = await runCommand({ command: 'ls', args: [join(workspace.sandbox, '.github/workflows')], env: workspace.env })
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['docker_affected.yml', 'docker_hello-R.yml', 'run_all-modules.yml']))
    expect(workspace.exists('.github')).toBe(false)
    expect([workspace.exists('.gitattributes'), workspace.exists('docs/module-images-migration.md')]).toEqual([true, true])
    expect(JSON.parse(workspace.read('nx.json'))).toMatchObject({ plugins: [{ options: { workflows: { owner: 'Lab' } } }] })
    const check = await workspace.nx(['sync:check'])
    expect(check.exitCode, check.output).toBe(0)
  })
})

/** @param prefix of modules in what workflows name, from the top of the repository */
function layOut(workspace: TestWorkspace, prefix = ''): void {
  const workflows = oldWorkflows(MODULES, ['hello-R', 'cells'], workspace.registry)
  const modules = MODULES.map(({ name }) => moduleFiles(name, workspace.registry))
  workspace.remove('nx.json', '.gitignore')
  copyTarball(workspace)
  workspace.write({
    // Anew, since the template's own are links to one file.
    'package.json': workspace.read('package.json'),
    'package-lock.json': workspace.read('package-lock.json'),
    ...Object.assign({}, ...modules),
    ...Object.fromEntries(Object.entries(workflows).map(([file, text]) => [file, text.replaceAll('analyses/', `${prefix}analyses/`)])),
    '.github/issue.md': 'An image fails.\n',
    '.github/workflows/run_all-modules.yml': RUN_ALL,
    '.github/workflows/run_hello-R.yml': RUN_HELLO,
    '.github/workflows/make_release.yml': RELEASE,
    'templates/Dockerfile': 'FROM scratch\nCOPY Dockerfile /\n',
    'templates/docker_module.yml': workflows['.github/workflows/docker_asleep.yml']?.replaceAll('asleep', '{{ NAME }}') ?? '',
    'new-module.sh': NEW_MODULE,
  })
}

/** A module of one lockfile; its content is this workspace's own, since the engine is shared. */
function moduleFiles(name: string, registry: string): Record<string, string> {
  return {
    [`analyses/${name}/Dockerfile`]: 'FROM scratch\nCOPY renv.lock /\n',
    [`analyses/${name}/.dockerignore`]: '*\n!renv.lock\n',
    [`analyses/${name}/renv.lock`]: `${registry} ${name}\nsecond line\n`,
    [`analyses/${name}/run.sh`]: '#!/bin/sh\necho ran\n',
  }
}
