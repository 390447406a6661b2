import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInTerminal } from './process/terminal.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

const FAILS = ['RUN echo first words && echo last words && exit 7']

const { workspace } = usePackedWorkspace({
  files: (workspace) => ({
    ...baseModule(workspace),
    ...childModule(workspace, 'bad', FAILS),
    ...tinyModule(workspace, 'good'),
  }),
})

/** All that can be built is there, so that each test fails in the same way. */
beforeAll(async () => {
  const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-build', '-p', 'base,good'])
  expect(exitCode, output).toBe(0)
})

/** How often a line of this kind stands in a text. */
function count(text: string, line: RegExp): number {
  return text.split('\n').filter((one) => line.test(one)).length
}

const HEADER = /^ *module +outcome +why/
const MESSAGE = /✗ error\[step-failed\]: modules\/bad\/Dockerfile:2: bad could not be built: /
const OUTPUT = /^ *\| last words$/
const REPEAT = /^ *repeat: npx nx docker-build bad$/

/** Each text of a failure, and the table. */
function texts(text: string): Record<string, number> {
  return { message: count(text, MESSAGE), output: count(text, OUTPUT), repeat: count(text, REPEAT), table: count(text, HEADER) }
}

const ONCE = { message: 1, output: 1, repeat: 1, table: 1 }

describe('a run where a build fails', () => {
  afterAll(async () => workspace.nx(['daemon', '--stop']))

  it.each<[string, string[], NodeJS.ProcessEnv]>([
    ['in a pipe', [], {}],
    ['in CI', [], { CI: 'true' }],
    ['in GitHub Actions', [], { CI: 'true', GITHUB_ACTIONS: 'true' }],
    ['with the daemon', [], { NX_DAEMON: 'true' }],
    ['one after the other', ['--parallel=1'], {}],
    ['with --output-style=stream', ['--output-style=stream'], {}],
    ['with --output-style=static', ['--output-style=static'], {}],
    ['with --verbose', ['--verbose'], {}],
  ])('tells each thing once: %s', async (_, args, env) => {
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-build', ...args], { env })
    expect([exitCode, texts(output)], output).toEqual([1, ONCE])
    expect(output).not.toContain('\u001b[')
  })

  it('tells each thing once: in a process for each task, which has a table of its own', async () => {
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-build', '--batch=false'])
    expect([exitCode, texts(output)], output).toEqual([1, ONCE])
    expect(outcomesOf(workspace.read('dist/images/report.txt'))).toEqual({ bad: 'failed', base: 'present', good: 'present' })
  })

  it('with --verbose, shows what steps print, with the name of the module before it', async () => {
    const { output } = await workspace.nx(['docker-build', 'bad', '--verbose'])
    expect(output).toMatch(/^bad {2}\| first words$/m)
    expect((await workspace.nx(['docker-build', 'bad'])).output).not.toMatch(/^bad {2}\|/m)
  })

  describe.each([80, 100])('on a terminal of %i columns', (columns) => {
    it.each([
      ['without', 'false'],
      ['with', 'true'],
    ])("leaves message and table on the screen, each once, %s Nx's interactive view", async (_, view) => {
      const screen = await inTerminal(['run-many', '-t', 'docker-build'], { columns, env: { NX_TUI: view } })
      expect([screen.exitCode, texts(screen.text)], screen.text).toEqual([1, ONCE])
      const header = screen.lines.findIndex(({ text }) => HEADER.test(text))
      const table = screen.lines.slice(
        header,
        screen.lines.findIndex(({ text }, i) => i > header && text === ''),
      )
      expect(table.filter(({ wrapped }) => wrapped)).toEqual([])
      expect(outcomesOf(screen.text)).toEqual({ bad: 'failed', base: 'present', good: 'present' })
      expect(screen.text).not.toContain('waiting: ')
    })
  })
})

describe('a run where all goes well', () => {
  const command = ['run-many', '-t', 'docker-build', '-p', 'good']

  it('leaves the table on the screen', async () => {
    const screen = await inTerminal(command, { columns: 80, env: { NX_TUI: 'false' } })
    expect([screen.exitCode, count(screen.text, HEADER), outcomesOf(screen.text)], screen.text).toEqual([0, 1, { good: 'present' }])
  })

  it("has it for `module-images report` where Nx's interactive view has closed over it", async () => {
    const screen = await inTerminal(command, { columns: 80, env: { NX_TUI: 'true' } })
    expect([screen.exitCode, count(screen.text, HEADER)], screen.text).toEqual([0, 0])
    const report = await workspace.moduleImages(['report'])
    expect([report.exitCode, outcomesOf(report.stdout)]).toEqual([0, { good: 'present' }])
    expect(workspace.read('dist/images/report.txt')).toBe(report.stdout)
    const json = JSON.parse((await workspace.moduleImages(['report', '--json'])).stdout) as unknown
    expect(json).toMatchObject([{ module: 'good', outcome: 'present' }])
  })

  it('shows it with the one task that was asked for', async () => {
    const screen = await inTerminal(['docker-build', 'good'], { columns: 80, env: { NX_TUI: 'true' } })
    expect([screen.exitCode, count(screen.text, HEADER), outcomesOf(screen.text)], screen.text).toEqual([0, 1, { good: 'present' }])
  })

  it.each([
    ['has colours', undefined, true],
    ['has none with NO_COLOR', '1', false],
  ])('%s', async (_, NO_COLOR, styled) => {
    const screen = await inTerminal(command, { columns: 80, env: { NX_TUI: 'false', NO_COLOR } })
    expect(screen.lines.find(({ text }) => /^good +present/.test(text))).toMatchObject({ styled })
  })
})

interface TerminalRun {
  readonly columns: number
  readonly env: NodeJS.ProcessEnv
}

async function inTerminal(args: readonly string[], { columns, env }: TerminalRun) {
  const request = { command: 'node_modules/.bin/nx', args, cwd: workspace.root, env: { ...workspace.env, ...env } }
  return runInTerminal(request, columns)
}

/** What happened, by module. In a narrow terminal a reason has more lines, which name no module. */
function outcomesOf(text: string): Record<string, string> {
  const lines = text.split('\n')
  const body = lines.slice(lines.findIndex((line) => HEADER.test(line)) + 1)
  const end = body.findIndex((line) => line.trim() === '')
  const rows = body.slice(0, end < 0 ? undefined : end).flatMap((line) => /^ *(\w+) +(\w+) {2}/.exec(line)?.slice(1, 3) ?? [])
  return Object.fromEntries(rows.flatMap((word, i) => (i % 2 === 0 ? [[word, rows[i + 1] ?? '']] : [])))
}
