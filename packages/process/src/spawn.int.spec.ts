import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { renderCommand } from './render-command.js'
import { createTestFolder } from './testing/test-folder.js'
import { runProcess, startDetached } from './spawn.js'

const node = process.execPath
const printArgs = ['-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', '--']
const hostile = [
  'a b',
  `it's "quoted"`,
  '$(touch x) `id` $HOME',
  'line\nbreak',
  '-rf',
  '--flag=x',
  '',
  '*',
  '~',
  '\\',
  '::error::x',
  'é\u202e',
  'end\n\n',
  '\u001b[31m',
]

/** Finds out when a child is alive, from its first line. */
function startedLine() {
  let resolve: (line: string) => void = () => undefined
  const started = new Promise<string>((done) => (resolve = done))
  return { started, onLine: (line: string) => resolve(line) }
}

describe('runProcess', () => {
  test('warns of no leak where one signal stops many processes', async () => {
    const warnings: string[] = []
    const onWarning = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`)
    process.on('warning', onWarning)
    const { signal } = new AbortController()
    const results = await Promise.all(Array.from({ length: 12 }, () => runProcess({ command: node, args: ['-e', ''], signal })))
    await new Promise(setImmediate)
    process.off('warning', onWarning)
    expect({ warnings, ended: results.filter(({ exitCode }) => exitCode === 0).length }).toEqual({ warnings: [], ended: 12 })
  })

  test('gives hostile arguments to the program unchanged', async () => {
    const result = await runProcess({ command: node, args: [...printArgs, ...hostile] })
    expect(JSON.parse(result.stdout)).toEqual(hostile)
  })

  test('resolves with the exit code and both streams', async () => {
    const args = ['-e', 'console.log("out"); console.error("err"); process.exitCode = 3']
    expect(await runProcess({ command: node, args })).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', truncated: false })
  })

  test('hands over lines whatever the chunks, and the rest at the end', async () => {
    const lines: string[] = []
    const args = ['-e', 'process.stdout.write("a\\r\\nb\\n\\nc"); process.stderr.write("e")']
    await runProcess({ command: node, args, onLine: (line, stream) => lines.push(`${stream} ${line}`) })
    expect(lines.sort()).toEqual(['stderr e', 'stdout ', 'stdout a', 'stdout b', 'stdout c'])
  })

  test('keeps the last bytes only', async () => {
    const args = ['-e', 'process.stdout.write("x".repeat(300000) + "end")']
    expect(await runProcess({ command: node, args, keepBytes: 5 })).toEqual({ exitCode: 0, stdout: 'xxend', stderr: '', truncated: true })
  })

  test('gives the input on stdin, and otherwise an empty one', async () => {
    const args = ['-e', 'process.stdin.pipe(process.stdout)']
    expect((await runProcess({ command: node, args, input: 'hi\n' })).stdout).toBe('hi\n')
    expect((await runProcess({ command: node, args })).stdout).toBe('')
  })

  test('survives a program that does not read its input', async () => {
    const input = 'x'.repeat(1_000_000)
    expect((await runProcess({ command: node, args: ['-e', 'process.exit(4)'], input })).exitCode).toBe(4)
  })

  test('gives the environment that it is told, and no other', async () => {
    const env = { ONLY: 'this $HOME', GONE: undefined }
    const result = await runProcess({ command: node, args: ['-p', 'JSON.stringify(process.env)'], env })
    expect(JSON.parse(result.stdout)).toEqual({ ONLY: 'this $HOME' })
  })

  test('aborting ends the child with SIGTERM and resolves when it is gone', async () => {
    const { started, onLine } = startedLine()
    const controller = new AbortController()
    const args = ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)']
    const running = runProcess({ command: node, args, onLine, signal: controller.signal })
    const pid = Number(await started)
    controller.abort()
    expect(await running).toEqual({
      exitCode: 143,
      stdout: `${pid}\n`,
      stderr: '',
      truncated: false,
      signal: 'SIGTERM',
      stoppedBy: 'abort',
    })
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('a child that ignores SIGTERM is killed after the grace', async () => {
    const { started, onLine } = startedLine()
    const controller = new AbortController()
    const args = ['-e', 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)']
    const running = runProcess({ command: node, args, onLine, signal: controller.signal, graceMs: 50 })
    await started
    controller.abort()
    expect(await running).toMatchObject({ exitCode: 137, signal: 'SIGKILL', stoppedBy: 'abort' })
  })

  test('a grandchild that keeps the pipes open does not hold us', async () => {
    const { started, onLine } = startedLine()
    const controller = new AbortController()
    const inner = `process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000)`
    const args = ['-e', `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })`]
    const running = runProcess({ command: node, args, onLine, signal: controller.signal })
    const grandchild = Number(await started)
    try {
      controller.abort()
      expect((await running).stoppedBy).toBe('abort')
    } finally {
      process.kill(grandchild, 'SIGKILL')
    }
  })

  test('starts nothing when the signal is aborted already', async () => {
    const result = await runProcess({ command: 'no-such-command', args: [], signal: AbortSignal.abort() })
    expect(result).toEqual({ exitCode: 130, stdout: '', stderr: '', truncated: false, stoppedBy: 'abort' })
  })

  test('a timeout says so', async () => {
    const args = ['-e', 'setInterval(() => {}, 1000)']
    expect(await runProcess({ command: node, args, timeoutMs: 20 })).toMatchObject({ exitCode: 143, stoppedBy: 'timeout' })
    expect(await runProcess({ command: node, args, silenceMs: 20 })).toMatchObject({ exitCode: 143, stoppedBy: 'silence' })
  })

  test('a throw of onLine stops the child and is thrown on', async () => {
    const args = ['-e', 'console.log("x"); setInterval(() => {}, 1000)']
    const onLine = () => {
      throw new Error('no more')
    }
    await expect(runProcess({ command: node, args, onLine })).rejects.toThrow('no more')
  })

  test.each([
    ['a command that is not there', { command: 'no-such-command' }, 'command-not-found'],
    ['a folder that is not there', { command: node, cwd: '/no/such/folder' }, 'folder-not-found'],
    ['a NUL character', { command: node, args: ['a\0b'] }, 'nul-in-argument'],
    ['more than the system takes', { command: node, args: ['x'.repeat(4_000_000)] }, 'arguments-too-long'],
  ])('%s is an error with a code', async (_, request, code) => {
    await expect(runProcess({ args: [], ...request })).rejects.toMatchObject({ name: 'ModuleImagesError', code })
  })

  test('a file that may not be executed is an error with a code', async () => {
    const command = join(createTestFolder(), 'plain')
    writeFileSync(command, 'text', { mode: 0o644 })
    await expect(runProcess({ command, args: [] })).rejects.toMatchObject({ code: 'command-not-executable' })
  })

  test('inherited: the streams are ours, and a signal to us stops the child first', async () => {
    const folder = createTestFolder()
    const child = `process.on('SIGTERM', () => { console.log('child ends'); process.exit(7) }); console.log('up'); setInterval(() => {}, 1000)`
    const outer = join(folder, 'outer.mjs')
    writeFileSync(
      outer,
      `import { runProcess } from ${JSON.stringify(new URL('../dist/spawn.js', import.meta.url).href)}
       console.log(JSON.stringify(await runProcess({ command: process.execPath, args: ['-e', ${JSON.stringify(child)}], inherit: true })))`,
    )
    const lines: string[] = []
    // A program between, since the signal must reach a process that is not this test's own.
    const between = `import { spawn } from 'node:child_process'
      const outer = spawn(process.execPath, [${JSON.stringify(outer)}], { stdio: ['ignore', 'pipe', 'inherit'] })
      outer.stdout.on('data', (text) => { process.stdout.write(text); if (String(text).includes('up')) outer.kill('SIGINT') })`
    const args = ['--input-type=module', '-e', between]
    const result = await runProcess({ command: node, args, onLine: (line) => lines.push(line) })
    expect(result.exitCode).toBe(0)
    expect(lines).toEqual(['up', 'child ends', '{"exitCode":7,"stdout":"","stderr":"","truncated":false,"stoppedBy":"signal"}'])
  })
})

describe('startDetached', () => {
  test('the program goes on when whoever started it has ended, with the arguments as they are', async () => {
    const folder = createTestFolder()
    const file = join(folder, 'done')
    const child = `setTimeout(() => require('fs').writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2))), 300)`
    const outer = `
      import { startDetached } from ${JSON.stringify(new URL('../dist/spawn.js', import.meta.url).href)}
      await startDetached({ command: process.execPath, args: ['-e', ${JSON.stringify(child)}, '--', ...JSON.parse(process.argv[1])] })`
    const { exitCode } = await runProcess({ command: node, args: ['--input-type=module', '-e', outer, JSON.stringify([file, ...hostile])] })
    expect(exitCode).toBe(0)
    const read = await vi.waitFor(() => readFileSync(file, 'utf8'), { timeout: 20_000 })
    expect(JSON.parse(read)).toEqual(hostile)
  })

  test('one that is not there is an error', async () => {
    await expect(startDetached({ command: 'no-such-program', args: [] })).rejects.toMatchObject({ code: 'command-not-found' })
  })
})

test('renderCommand gives a shell the same arguments, and can be printed', async () => {
  const command = renderCommand(node, [...printArgs, ...hostile])
  const result = await runProcess({ command: 'sh', args: ['-c', command] })
  expect(JSON.parse(result.stdout)).toEqual(hostile)
  expect(command.split('\n').some((line) => line.trim().startsWith('::'))).toBe(false)
  expect(command).not.toMatch(/[\u202e\u001b]/u)
})
