import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** What a process wrote and ended with. */
export interface EndedProcess {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The `module-images` command as a program of its own, made of the sources. */
export interface CommandProgram {
  /** Native absolute path of the script. */
  readonly path: string
  start(argv: readonly string[], options: SpawnOptions): ChildProcess
  run(argv: readonly string[], options: SpawnOptions): Promise<EndedProcess>
  /** In a terminal of so many columns; all that is written is in `out`. */
  runInTerminal(argv: readonly string[], columns: number, options: SpawnOptions): Promise<EndedProcess>
  remove(): void
}

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** Below this package, since libraries of the bundle are found at run time: one loads its parts by names that a bundler does not see, one is loaded where it is needed. */
const OUTPUT = fileURLToPath(new URL('../../out-tsc', import.meta.url))
const EXTERNAL = ['jsonc-parser', 'undici']
/** What the catalogue's page is made of, which is found by its name among the package's imports. */
const SITE = fileURLToPath(new URL('../../../catalogue/dist/site', import.meta.url))

/** The program beside each container, which is found in the same way. */
const GUARD = fileURLToPath(new URL('../../../engine/dist/container/container-guard.js', import.meta.url))

/** Nx is not asked: what it would be asked is an error. */
const entryOf = (main: string) => `
import { main } from ${JSON.stringify(main)}
process.exitCode = await main(process.argv.slice(2), { askNx: () => Promise.reject(new Error('asked Nx')), version: '1.2.3' })
`

/** Bundles the command; `remove` deletes it. */
export async function buildCommandProgram(): Promise<CommandProgram> {
  mkdirSync(OUTPUT, { recursive: true })
  const folder = mkdtempSync(join(OUTPUT, 'command-'))
  const [entry, path] = [join(folder, 'entry.mjs'), join(folder, 'command.mjs')]
  writeFileSync(entry, entryOf(MAIN))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ imports: { '#site/*': './site/*', '#container-guard': './guard.js' } }))
  symlinkSync(SITE, join(folder, 'site'))
  symlinkSync(GUARD, join(folder, 'guard.js'))
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    external: EXTERNAL,
    resolve: { conditionNames: ['@module-images/source', 'node', 'import'] },
  })
  await bundle.write({ file: path, format: 'esm', codeSplitting: false })
  const start = (argv: readonly string[], options: SpawnOptions) => spawn(process.execPath, [path, ...argv], options)
  return {
    ...{ path, start },
    run: (argv, options) => endOf(start(argv, { stdio: ['ignore', 'pipe', 'pipe'], ...options })),
    runInTerminal: (argv, columns, options) => {
      // `script` makes the terminal; words are passed as they are, by the environment.
      const command = `stty cols ${columns} rows 50; eval "exec $COMMAND_LINE"`
      const line = [process.execPath, path, ...argv].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
      const env = { ...options.env, COMMAND_LINE: line, SHELL: '/bin/sh' }
      return endOf(spawn('script', ['-qec', command, '/dev/null'], { stdio: ['ignore', 'pipe', 'pipe'], ...options, env }))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Reads all that a process writes and waits for its end. */
export async function endOf(child: ChildProcess): Promise<EndedProcess> {
  const ended = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject))
  const [code, out, err] = await Promise.all([ended, readAll(child.stdout), readAll(child.stderr)])
  return { code, out: out.replaceAll('\r\n', '\n'), err }
}

async function readAll(stream: ChildProcess['stdout']): Promise<string> {
  return stream === null ? '' : text(stream)
}
