import { statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { noteDockerCalls } from './engine/docker-calls.js'
import { waitFor } from './process/wait-for.js'
import { baseModule, childModule } from './workspace/module-files.js'
import { giveToOtherUser, type OtherUser } from './workspace/other-user.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

const SCRIPT = `#!/bin/sh
id -u > results/who.txt
for argument in "$@"; do echo "[$argument]"; done > results/arguments.txt
cat /tool.txt ../base/workspace.txt
exit "\${1:-0}"
`

describe('docker-run', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'tool', ['COPY tool.txt /'], {
        'tool.txt': 'from the image\n',
        'run.sh': SCRIPT,
        'results/.keep': '',
      }),
      ...childModule(workspace, 'mute', ['ENV A=1']),
    }),
  })
  let user: OtherUser

  beforeAll(async () => {
    user = giveToOtherUser(workspace)
  })

  const run = (...args: string[]) => workspace.nx(['docker-run', ...args], { prefix: user.prefix })
  const result = (name: string) => workspace.read(`modules/tool/results/${name}`)

  it("builds what is missing and runs the module's script as the caller, in the repository", async () => {
    const { exitCode, output } = await run('tool', '--', '0', '--seed', 'two words', '$HOME;`id`', '')
    expect(exitCode, output).toBe(0)
    expect(output).toContain(`from the image\n${workspace.registry}\n`)
    expect(result('who.txt')).toBe(`${user.uid}\n`)
    expect(result('arguments.txt')).toBe('[0]\n[--seed]\n[two words]\n[$HOME;`id`]\n[]\n')
    expect(statSync(join(workspace.root, 'modules/tool/results/who.txt')).uid).toBe(user.uid)
  })

  it('fails when the script does', async () => {
    const { exitCode, output } = await run('tool', '--', '3')
    expect(exitCode, output).not.toBe(0)
    expect(output).toContain('exit code 3')
  })

  it('runs another command, with arguments', async () => {
    const { exitCode, output } = await run('tool', '--command=cat /tool.txt && pwd && printf "<%s>\\n"', 'a b')
    expect(exitCode, output).toBe(0)
    expect(output).toContain('from the image\n/workspace/modules/tool\n<a b>\n')
  })

  it('does not let Nx lose a command that stands before the dashes', async () => {
    const { exitCode, output } = await run('tool', '--command=cat', '--', '/tool.txt')
    expect(exitCode, output).toBe(1)
    expect(output).toContain('--command would be lost')
    expect(output).not.toContain('from the image')
  })

  it('reads data beside the repository, takes limits, no network, and variables by name alone', async () => {
    workspace.write({ 'given/words.txt': 'given\n' })
    const docker = noteDockerCalls(join(workspace.sandbox, 'noted'), workspace.env['PATH'])
    const command =
      'cat /data/given/words.txt; touch /data/given/new 2>/dev/null || echo "only to read"; echo "token $E2E_TOKEN"; ls /sys/class/net'
    const options = ['--mount=given', '--memory=64m', '--cpus=0.5', '--network=none', '--env=E2E_TOKEN', '--env=E2E_ABSENT']
    const env = { ...docker.env, E2E_TOKEN: 's3cret-token' }
    const { exitCode, output } = await workspace.nx(['docker-run', 'tool', `--command=${command}; true`, ...options], {
      prefix: user.prefix,
      env,
    })
    expect(exitCode, output).toBe(0)
    expect(output).toContain('given\nonly to read\ntoken s3cret-token\nlo\n')
    expect(output).toContain('tool  warning: E2E_ABSENT is not set, so it is not passed on')
    const calls = docker.take()
    expect(calls.find((call) => call.startsWith('container run '))).toMatch(/ --network=none --memory=64m --cpus=0\.5 .* --env=E2E_TOKEN /)
    expect(calls.filter((call) => call.includes('s3cret-token'))).toEqual([])
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
    'nx that is ended by %s alone leaves no container, whatever it runs',
    async (signal) => {
      const stubborn = 'trap "" TERM INT HUP; echo "started $((1 + 1))"; while true; do sleep 0.1; done'
      const nx = workspace.startNx(['docker-run', 'tool', `--command=${stubborn}`], { prefix: user.prefix })
      await nx.said('started 2')
      const { image, contentTag } = workspace.receipt('tool')
      const containers = () => workspace.engine.docker('ps', '--all', '--quiet', `--filter=ancestor=${image}:${contentTag}`)
      expect(await containers()).not.toBe('')
      nx.signal(signal)
      await nx.done
      await waitFor('the container to be gone', async () => (await containers()) === '')
      await waitFor('every process to end', () => workspace.leftProcesses().length === 0)
    },
  )

  it('says what docker and the shell mean by their own exit codes', async () => {
    const unknown = await run('tool', '--command=only-a-login-shell-knows')
    expect(unknown.exitCode, unknown.output).toBe(1)
    expect(unknown.output).toMatch(/✗ tool ended with exit code 127\n\s+A command was not found\./)
    const refused = await run('tool', '--network=container:nobody')
    expect(refused.exitCode, refused.output).toBe(1)
    expect(refused.output).toMatch(/✗ tool ended with exit code 125\n\s+Docker's own code/)
  })

  it('says so where the lines of the script end with CRLF', async () => {
    workspace.write({ 'modules/tool/run.sh': SCRIPT.replaceAll('\n', '\r\n') })
    const { exitCode, output } = await run('tool')
    workspace.write({ 'modules/tool/run.sh': SCRIPT })
    expect(exitCode, output).toBe(1)
    expect(output).toContain('✗ error[script-line-endings]: modules/tool/run.sh: Its lines end with CRLF')
  })

  it('says so where a module has no script', async () => {
    const { exitCode, output } = await run('mute')
    expect(exitCode, output).not.toBe(0)
    expect(output).toContain('✗ error[no-script]: modules/mute/run.sh: mute has no run.sh.')
  })

  it('takes the image from the registry where the engine has none', async () => {
    const pushed = await workspace.nx(['docker-push', 'tool'], { prefix: user.prefix })
    expect(pushed.exitCode, pushed.output).toBe(0)
    await workspace.engine.removeImages(workspace.registry)
    const { exitCode, output } = await run('tool', '--command=cat', '/tool.txt')
    expect(exitCode, output).toBe(0)
    expect(output).toContain('from the image\n')
    expect(output).not.toContain('tool  building')
    expect(await workspace.engine.images(`${workspace.registry}/tool`)).toEqual([
      `${workspace.registry}/tool:${workspace.receipt('tool').contentTag}`,
    ])
  })
})
