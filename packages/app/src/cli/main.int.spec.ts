import { once } from 'node:events'
import { chmodSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import stringWidth from 'string-width'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { buildCommandProgram, type CommandProgram, endOf } from '../testing/command-process.js'

/** Nothing of this machine: no colours asked for, no registry. */
const ENV = { PATH: process.env['PATH'], HOME: '/nowhere', TERM: 'xterm' }
const ESCAPE = '\u001b['
const LONG = 'cell-typing-of-all-the-tumors-there-are-with-an-atlas'

let program: CommandProgram
beforeAll(async () => void (program = await buildCommandProgram()))
afterAll(() => program.remove())

const workspace = (files: Readonly<Record<string, string>> = {}) =>
  temporaryWorkspace({
    'modules/a/Dockerfile': 'FROM scratch\n',
    [`modules/${LONG}/Dockerfile`]: 'FROM scratch\nCOPY nowhere.txt /\n',
    ...files,
  })

/** A registry that takes a question and never answers. */
async function startSilentRegistry(): Promise<{ host: string; asked: Promise<unknown> }> {
  const server = createServer(() => undefined)
  const asked = once(server, 'request')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe('the registry', () => {
  const registryOf = async (cwd: string, env: Readonly<Record<string, string>> = {}) => {
    const { out } = await program.run(['plan', '--offline', '--json'], { cwd, env: { ...ENV, ...env } })
    return (JSON.parse(out) as { registry: string }).registry
  }

  it('is what Nx reads: .local.env, .env.local, .env, and what is set already before all of them', async () => {
    const env = { '.env': 'HOST=127.0.0.1:1\nMODULE_IMAGES_REGISTRY=$HOST/env\n' }
    const local = { '.env.local': 'MODULE_IMAGES_REGISTRY=${HOST}/env-local\n' }
    expect(await registryOf(workspace(env))).toBe('127.0.0.1:1/env')
    expect(await registryOf(workspace({ ...env, ...local }))).toBe('127.0.0.1:1/env-local')
    const root = workspace({ ...env, ...local, '.local.env': 'MODULE_IMAGES_REGISTRY=127.0.0.1:1/local-env\n' })
    expect(await registryOf(root)).toBe('127.0.0.1:1/local-env')
    expect(await registryOf(root, { MODULE_IMAGES_REGISTRY: '127.0.0.1:1/set' })).toBe('127.0.0.1:1/set')
  })

  it('is named with what says so', async () => {
    const { host } = await startSilentRegistry()
    const root = workspace({ '.env.local': `MODULE_IMAGES_REGISTRY=${host}/team\n` })
    const child = program.start(['verify', 'a'], { cwd: root, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] })
    const [line] = (await once(child.stderr ?? child, 'data')) as [Buffer]
    child.kill('SIGINT')
    await once(child, 'close')
    expect(line.toString()).toBe(`Registry: ${host}/team (MODULE_IMAGES_REGISTRY in .env.local)\n`)
  })
})

describe('colours', () => {
  it('are in a terminal, and not in a pipe', async () => {
    const cwd = workspace()
    expect((await program.runInTerminal(['plan', '--offline'], 100, { cwd, env: ENV })).out).toContain(`${ESCAPE}33mbuild${ESCAPE}39m`)
    expect((await program.run(['plan', '--offline'], { cwd, env: ENV })).out).not.toContain(ESCAPE)
    expect((await program.runInTerminal(['plan', '--offline'], 100, { cwd, env: { ...ENV, TERM: 'dumb' } })).out).not.toContain(ESCAPE)
  })

  it('yield to NO_COLOR, of which Node says nothing', async () => {
    const env = { ...ENV, NO_COLOR: '1', FORCE_COLOR: '1' }
    const { out, err } = await program.run(['plan', '--offline'], { cwd: workspace(), env })
    expect(err).not.toContain('(node:')
    expect(`${out}${err}`).not.toContain(ESCAPE)
    expect((await program.run(['plan', '--offline'], { cwd: workspace(), env: { ...ENV, FORCE_COLOR: '1' } })).out).toContain(ESCAPE)
  })
})

describe('the width', () => {
  it.each([60, 80])('of a terminal of %i columns is kept by tables and help', async (columns) => {
    const options = { cwd: workspace(), env: ENV }
    for (const argv of [
      ['plan', '--offline'],
      ['gc', '--help'],
    ]) {
      const { out } = await program.runInTerminal(argv, columns, options)
      // An error may name a path that is longer than a line.
      const [text = ''] = out.split('✗ error[')
      const lines = text.split('\n').filter((line) => !line.startsWith('  module-images '))
      expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([])
    }
  })

  it('of a pipe has no end', async () => {
    const { out } = await program.run(['plan', '--offline'], { cwd: workspace(), env: ENV })
    expect(out).toContain(`${LONG}  `)
  })
})

describe('a reader that leaves', () => {
  it.each([['doctor', '--json'], ['plan', '--offline'], ['--help']])('ends %s %s as the signal would, without a word', async (...argv) => {
    const given = argv.filter((word) => word !== undefined)
    const child = program.start(given, {
      cwd: workspace({ [`modules/${LONG}/Dockerfile`]: 'FROM scratch\n' }),
      env: ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout?.destroy()
    const err = child.stderr === null ? '' : text(child.stderr)
    const [code] = (await once(child, 'close')) as [number]
    expect({ code, err: await err }).toEqual({ code: 141, err: '' })
  })
})

it('says what was not done when it is stopped', async () => {
  const { host, asked } = await startSilentRegistry()
  const child = program.start(['plan'], {
    ...{ cwd: workspace(), stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...ENV, MODULE_IMAGES_REGISTRY: `${host}/team` },
  })
  const ended = endOf(child)
  await asked
  child.kill('SIGINT')
  const { code, out, err } = await ended
  expect({ code, out, last: err.trimEnd().split('\n').at(-1) }).toEqual({ code: 130, out: '', last: '✗ stopped: nothing was changed' })
})

it('ends at once when it is stopped again while it waits for what does not end', async () => {
  const docker = `#!/bin/sh
cd "$HOME"
trap 'touch told' TERM
touch started
while [ ! -e end ]; do sleep 1 & wait; done
`
  const cwd = workspace({ 'bin/docker': docker })
  chmodSync(join(cwd, 'bin/docker'), 0o755)
  const env = { ...ENV, HOME: cwd, PATH: `${join(cwd, 'bin')}:${process.env['PATH']}` }
  const child = program.start(['load', 'a'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => writeFiles(cwd, { end: '' }))
  const ended = endOf(child)
  for (const file of ['started', 'told']) {
    await vi.waitFor(() => readFileSync(join(cwd, file)), { timeout: 60_000 })
    child.kill('SIGINT')
  }
  const { code, err } = await ended
  expect(code).toBe(130)
  expect(err.trimEnd().split('\n').at(-1)).toBe(
    '✗ stopped at once, with nothing tidied up: the engine has none of the images; not loaded: a',
  )
})

describe('the command line', () => {
  const run = (...argv: string[]) => program.run(argv, { cwd: workspace(), env: ENV })

  it('has a version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' })
  })

  it.each([
    [['plan', '--jsn'], "✗ error: unknown option '--jsn'\n(Did you mean --json?)\n"],
    [['pln'], "✗ error: unknown command 'pln'\n(Did you mean plan?)\n"],
    [['run', 'a', '--seed', '7'], "✗ error: unknown option '--seed'\nAn argument of the script that begins with - stands after --"],
  ])('%j is wrong usage, with what may have been meant', async (argv, words) => {
    const { code, out, err } = await run(...argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(words)
  })

  it.each([
    [['gc', '--older-than', '5x'], 'bad-age'],
    [['plan', '--offline', '--tags', 'bad tag!'], 'bad-tag'],
    [['attest'], 'no-signing-method'],
    [['attest', '--key', 'none.key', '--scan', 'scanner:1'], 'scanner-without-digest'],
    [['digests', '--format', 'apptainer', '--name', '{module}'], 'no-parameters'],
    [['digests', '--format', 'nextflow', '--name', 'X'], 'bad-name-pattern'],
    [['verify', '--signed', 'registry.example.org/a'], 'no-signer-named'],
    [['verify', '--key', 'none.pub'], 'no-image-named'],
    [['run', 'a', '--memory', 'much'], 'bad-run-options'],
    [['run', 'a', '--publish', 'x'], 'bad-publish'],
    [['shell', 'a', '--mount', '/'], 'bad-mount'],
  ])('%j is wrong usage, whatever the workspace holds', async (argv, error) => {
    const { code, out, err } = await run(...argv)
    expect({ code, out, error: /error\[([a-z-]+)\]/.exec(err)?.[1] }).toEqual({ code: 2, out: '', error })
  })

  it('leaves wrong usage to the command line: what the environment says is an error', async () => {
    const env = { ...ENV, MODULE_IMAGES_TAGS: 'bad tag!' }
    const { code, err } = await program.run(['plan', '--offline'], { cwd: workspace(), env })
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('error[bad-tag]') as string })
  })

  it('tells its exit codes, and its errors with a word', async () => {
    expect((await run('verify', '--help')).out).toContain('\nExit codes:\n  0    done\n  1    ')
    expect((await run('explain', 'nobody')).err).toMatch(/^✗ error\[unknown-module\]: 'nobody' is not a module of this workspace\.\n/)
  })
})
