import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ANY_MANIFEST } from './registry/manifest-types.js'
import { baseModule, childModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

/** What the module writes: something of its code, of its lockfile as the image has it, of its base, of its options and of its data. */
const SCRIPT = (version: string) =>
  `#!/bin/sh\nset -e\nmkdir -p results\n{ echo "code ${version} $*"; cat /renv.lock /base.txt; } > results/out.txt\ncat results/out.txt\n`

describe('a commit from before three changes: of lockfile, code and base', () => {
  const { workspace, registry } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      'modules/base/Dockerfile': `${String(baseModule(workspace)['modules/base/Dockerfile'])}COPY base.txt /\n`,
      'modules/base/.dockerignore': '*\n!busybox\n!workspace.txt\n!base.txt\n',
      'modules/base/base.txt': 'base one\n',
      ...childModule(workspace, 'tool', ['COPY renv.lock /'], {
        'renv.lock': '"lock one"\n',
        'run.sh': SCRIPT('one'),
        'project.json': JSON.stringify({ name: 'tool', targets: { 'docker-run': { options: { args: ['--seed', '1'] } } } }),
      }),
      '.gitignore': 'node_modules\ndist\n.nx\nresults\ndata\n',
      'data/cells.txt': 'cells\n',
    }),
  })
  const OUT = 'modules/tool/results/out.txt'
  let paper = ''
  let then = ''

  const run = (...args: string[]) => workspace.moduleImages(['run', ...args])

  beforeAll(async () => {
    const pushed = await workspace.nx(['run-many', '-t', 'docker-push'])
    expect(pushed.exitCode, pushed.output).toBe(0)
    const ran = await run('tool')
    expect(ran.exitCode, ran.output).toBe(0)
    then = workspace.read(OUT)
    paper = await workspace.git('rev-parse', 'HEAD')
    await workspace.git('tag', 'paper')
    for (const [path, text] of [
      ['modules/tool/renv.lock', '"lock two"\n'],
      ['modules/tool/run.sh', SCRIPT('two')],
      ['modules/base/base.txt', 'base two\n'],
    ] as const) {
      workspace.write({ [path]: text })
      await workspace.commit(`change ${path}`)
    }
    workspace.write({ 'modules/tool/project.json': JSON.stringify({ name: 'tool' }) })
    const now = await workspace.nx(['run-many', '-t', 'docker-push'])
    expect(now.exitCode, now.output).toBe(0)
    await workspace.engine.removeImages(workspace.registry)
  })

  it('writes the very file that it wrote then, in a folder of its own, from the published image', async () => {
    expect(then).toBe('code one --seed 1\n"lock one"\nbase one\n')
    workspace.write({ 'modules/tool/run.sh': SCRIPT('not committed') })
    const status = await workspace.git('status', '--porcelain')
    const { exitCode, stdout, output } = await run('tool', '--at', 'paper')
    expect(exitCode, output).toBe(0)
    expect(stdout).toBe(then)
    const folder = `dist/at/${paper.slice(0, 12)}`
    expect(workspace.read(`${folder}/${OUT}`)).toBe(then)
    expect(output).toContain(`tool  paper (${paper.slice(0, 12)}): its image is key-`)
    expect(output).toContain(`tool  files and results: ${folder}\n`)
    expect(output).toContain(`tool  wrote 1 file:\n  ${folder}/${OUT}\n`)
    expect(await workspace.git('status', '--porcelain')).toBe(status)
    expect(workspace.read(OUT)).toBe(then)
  })

  it('a second run has a folder of its own, too, and nx docker-run does the same', async () => {
    const { exitCode, output } = await workspace.nx(['docker-run', 'tool', '--at=paper', '--excludeTaskDependencies', '--more', 'x'])
    expect(exitCode, output).toBe(0)
    expect(workspace.read(`dist/at/${paper.slice(0, 12)}-2/${OUT}`)).toBe('code one --seed 1 --more x\n"lock one"\nbase one\n')
  })

  it('nx docker-shell opens a shell in it', async () => {
    const input = { prefix: ['sh', '-c', 'echo "cat /base.txt run.sh" | exec "$@"', 'sh'] }
    const { exitCode, output } = await workspace.nx(['docker-shell', 'tool', '--at=paper'], input)
    expect(exitCode, output).toBe(0)
    expect(output).toContain('base one')
    expect(output).toContain('code one')
  })

  it('data that is not in git is that of the checkout', async () => {
    const folders = () => readdirSync(join(workspace.root, 'dist/at'))
    const before = folders()
    const { exitCode, stdout, output } = await run(
      'tool',
      '--at',
      'paper',
      '--mount',
      'data:/workspace/data',
      '--command',
      'cat ../../data/cells.txt #',
    )
    expect([exitCode, stdout], output).toEqual([0, 'cells\n'])
    // A run that wrote nothing leaves no copy of the commit.
    expect(output).toContain('tool  wrote no files: dist/at/')
    expect(folders()).toEqual(before)
    expect(workspace.read('data/cells.txt')).toBe('cells\n')
  })

  it('an image whose content tag is gone is found as the release of that commit has it', async () => {
    const url = `http://${registry.host}/v2/${workspace.prefix}/tool/manifests`
    const before = await verifyPaper()
    const reply = await fetch(`${url}/${before.contentTag}`, { headers: { accept: ANY_MANIFEST } })
    // Other bytes, and so another digest: a registry deletes by digest, whatever its tags.
    const put = { method: 'PUT', headers: { 'content-type': reply.headers.get('content-type') ?? '' }, body: `${await reply.text()}\n` }
    const tagged = await fetch(`${url}/paper`, put)
    expect(tagged.status, await tagged.text()).toBe(201)
    const digest = tagged.headers.get('docker-content-digest') ?? ''
    expect((await fetch(`${url}/${before.digest}`, { method: 'DELETE' })).status).toBe(202)
    await workspace.engine.removeImages(workspace.registry)
    expect(await verifyPaper()).toMatchObject({ contentTag: 'paper', digest, by: 'release' })
    const { exitCode, stdout, output } = await run('tool', '--at', 'paper')
    expect([exitCode, stdout], output).toEqual([0, then])
    expect(output).toContain(`its image is paper (${digest}): git's tag paper is this commit`)
  })

  it('without a terminal, nothing is built that nobody asked for', async () => {
    workspace.write({ 'modules/tool/renv.lock': '"lock three"\n' })
    const never = await workspace.commit('never published')
    const refused = await run('tool', '--at', never)
    expect(refused.exitCode).toBe(1)
    expect(refused.output).toContain(`tool has no image of ${never.slice(0, 12)}`)
    expect(refused.output).toContain('add --yes')
    expect(readdirSync(join(workspace.root, 'dist/at'))).not.toContain(never.slice(0, 12))
    const built = await run('tool', '--at', never, '--yes')
    expect(built.exitCode, built.output).toBe(0)
    expect(built.stdout).toContain('"lock three"')
  })

  /** The module's image at the commit, as `verify` has it. */
  async function verifyPaper(): Promise<{ contentTag: string; digest: string; by?: string }> {
    const { stdout, output, exitCode } = await workspace.moduleImages(['verify', 'tool', '--at', 'paper', '--json'])
    expect(exitCode, output).toBe(0)
    return (JSON.parse(stdout) as { modules: [{ contentTag: string; digest: string; by?: string }] }).modules[0]
  }
})
