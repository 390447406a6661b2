import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CommandResult, runCommand } from './process/run-command.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

describe('an image in use', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'tool', ['COPY tool.txt /'], {
        'tool.txt': 'from the image\n',
        'run.sh': '#!/bin/sh\necho "ran $*"\nexit 7\n',
      }),
      ...childModule(workspace, 'wrapped', ['ENTRYPOINT ["/bin/sh", "-c"]'], { 'run.sh': '#!/bin/sh\necho "wrapped $*"\n' }),
      ...childModule(workspace, 'login', ['COPY profile /etc/profile'], {
        profile: 'export ACTIVATED=yes\n',
        'run.sh': '#!/bin/sh\necho "activated: $ACTIVATED $*"\n',
      }),
      ...tinyModule(workspace, 'idle'),
      'modules/idle/project.json': JSON.stringify({ name: 'idle', tags: ['docker:inactive'] }),
    }),
  })

  const bin = (name: string) => join(workspace.root, 'node_modules/.bin', name)

  /** Somebody at a terminal who types these lines. */
  async function atTerminal(lines: readonly string[], command: string, ...args: string[]): Promise<CommandResult> {
    const typed = lines.map((line) => `${line}\n`).join('')
    const script = `printf '%s' "$TYPED" | script --quiet --return --command "$COMMAND" /dev/null`
    const env = { ...workspace.env, TYPED: typed, COMMAND: [command, ...args].join(' '), TERM: 'xterm', SHELL: '/bin/sh' }
    return runCommand({ command: 'sh', args: ['-c', script], cwd: workspace.root, env })
  }

  it('nx docker-shell is a real terminal in it, and says how to leave', async () => {
    const { exitCode, output } = await atTerminal(['tty && cat /tool.txt && pwd', 'false', 'exit'], bin('nx'), 'docker-shell', 'tool')
    expect(exitCode, output).toBe(0)
    const lines = output.split(/\r?\n/)
    expect(lines).toEqual(expect.arrayContaining(['/dev/pts/0', 'from the image', '/workspace/modules/tool']))
    // Lines of the log break between words.
    expect(output.replaceAll(/\s+/g, ' ')).toContain(
      `a shell in ${workspace.registry}/tool:${workspace.receipt('tool').contentTag}, the repository is at /workspace`,
    )
    expect(output).toContain("leave it with 'exit' or Ctrl-D")
  })

  it('module-images shell is one too, and ends as its last command did', async () => {
    const { exitCode, output } = await atTerminal(['tty', 'exit 5'], bin('module-images'), 'shell', 'tool')
    expect(output.split(/\r?\n/)).toContain('/dev/pts/0')
    expect(exitCode, output).toBe(5)
  })

  it('a shell that the image does not have is an error', async () => {
    const { exitCode, output } = await workspace.nx(['docker-shell', 'tool', '--shell=fish'])
    expect(exitCode, output).toBe(1)
    expect(output).toContain('The image has no fish.')
  })

  it('module-images run keeps streams apart and ends with the exit code of the script', async () => {
    const { exitCode, stdout, output } = await workspace.moduleImages(['run', '--network=none', 'tool', '--', '--network', 'x y'])
    expect([exitCode, stdout], output).toEqual([7, 'ran --network x y\n'])
  })

  it.each([
    [2, '--env=E2E_TOKEN=s3cret-token', 'is not the name of a variable'],
    [2, '--memory=lots', 'is not a size such as 8g'],
    [1, '--mount=no/such', "There is no '"],
    [1, '--mount=modules:/workspace/new', "The repository has no 'new'"],
    [1, '--platform=linux/s390x', 'tool is built for linux/amd64, not for linux/s390x.'],
  ])('refuses with %i %s in one sentence', async (code, option, sentence) => {
    const { exitCode, output } = await workspace.moduleImages(['run', option, 'tool'])
    expect(exitCode, output).toBe(code)
    expect(output).toContain(sentence)
    expect(output).not.toContain('s3cret-token')
  })

  it('a shell as entrypoint does not swallow the script', async () => {
    const { exitCode, stdout, output } = await workspace.moduleImages(['run', 'wrapped', 'a b', '$(id)'])
    expect([exitCode, stdout], output).toEqual([0, 'wrapped a b $(id)\n'])
  })

  it('a login shell reads what the image has for one, and passes arguments on as they are', async () => {
    const plain = await workspace.moduleImages(['run', 'login'])
    expect([plain.exitCode, plain.stdout], plain.output).toEqual([0, 'activated:  \n'])
    const login = await workspace.moduleImages(['run', '--login-shell', 'login', 'a  b', '$(id)'])
    expect([login.exitCode, login.stdout], login.output).toEqual([0, 'activated: yes a  b $(id)\n'])
    const line = await workspace.nx(['docker-run', 'login', '--loginShell', '--command=echo line $ACTIVATED', '--x', '1'])
    expect(line.exitCode, line.output).toBe(0)
    expect(line.output).toContain('line yes --x 1\n')
  })

  it('docker-load brings images into the engine and says their names, which module-images load prints alone', async () => {
    const pushed = await workspace.nx(['docker-push', 'tool'])
    expect(pushed.exitCode, pushed.output).toBe(0)
    await workspace.engine.removeImages(workspace.registry)
    const name = `${workspace.registry}/tool:${workspace.receipt('tool').contentTag}`
    const { exitCode, output } = await workspace.nx(['docker-load', 'tool'])
    expect(exitCode, output).toBe(0)
    expect(output).toMatch(/^tool {2}pulling \S+\/tool:key-[0-9a-f]{12}$/m)
    expect(output).toContain(`\ntool  in the engine as ${name}\n`)
    expect(await workspace.engine.images(`${workspace.registry}/tool`)).toEqual([name])
    const printed = await workspace.moduleImages(['load', 'tool', '--json'])
    expect([printed.exitCode, JSON.parse(printed.stdout)]).toEqual([0, [{ module: 'tool', image: name }]])
    expect((await workspace.moduleImages(['load', 'tool'])).stdout).toBe(`${name}\n`)
  })

  it('in CI a run leaves an inactive module alone, and says so', async () => {
    const { exitCode, output } = await workspace.nx(['docker-run', 'idle'], { env: { CI: 'true' } })
    expect(exitCode, output).toBe(0)
    expect(output).toContain('idle  skipped: inactive')
  })
})
