import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'
import { createTestEngine, type TestEngine } from '../engine/test-engine.js'
import { commandEnvironment } from '../process/command-environment.js'
import { processesWith, type SeenProcess } from '../process/processes.js'
import { type CommandRequest, type CommandResult, type RunningCommand, runOrThrow, startCommand } from '../process/run-command.js'
import type { Receipt } from './receipt.js'

export interface WorkspaceRequest {
  /** Host of the registry; the workspace publishes below a prefix of its own there. */
  readonly registryHost: string
  /** Options of the plugin beside `registry`. */
  readonly options?: Readonly<Record<string, unknown>>
}

export interface NxOptions {
  readonly env?: NodeJS.ProcessEnv
  /** A command and its arguments that start nx: as another user, in another mount namespace. */
  readonly prefix?: readonly string[]
  readonly timeout?: number
}

/** A foreign Nx workspace with the packed plugin, its own git repository, and nothing of the user's in its environment. */
export interface TestWorkspace {
  readonly root: string
  /** `127.0.0.1:port/e2e-…`, no two workspaces the same. */
  readonly registry: string
  /** The part after the host: repositories are `<prefix>/<module>`. */
  readonly prefix: string
  readonly engine: TestEngine
  /** Where everything the commands use lies, the workspace, temporary files and home included. */
  readonly sandbox: string
  /** Environment of every command. */
  readonly env: NodeJS.ProcessEnv
  /** Files by posix path; scripts (`.sh`) and programs (binary content) become executable. */
  write(files: Readonly<Record<string, string | Buffer>>): void
  remove(...paths: string[]): void
  read(path: string): string
  exists(path: string): boolean
  git(...args: string[]): Promise<string>
  /** Commits all there is and returns the commit. */
  commit(message?: string): Promise<string>
  nx(args: readonly string[], options?: NxOptions): Promise<CommandResult>
  startNx(args: readonly string[], options?: NxOptions): RunningCommand
  /** The packed command. */
  moduleImages(args: readonly string[], options?: NxOptions): Promise<CommandResult>
  receipt(module: string): Receipt
  /** Processes that commands of this workspace left behind. */
  leftProcesses(): SeenProcess[]
  /** Removes images and files. */
  dispose(): Promise<void>
}

/** Copies the template; the files are not committed yet, so that a test can add its modules first. */
export async function createTestWorkspace({ registryHost, options = {} }: WorkspaceRequest): Promise<TestWorkspace> {
  const sandbox = realpathSync(mkdtempSync(join(tmpdir(), 'mi-e2e-')))
  const root = join(sandbox, 'workspace')
  const prefix = `e2e-${randomBytes(5).toString('hex')}`
  const registry = `${registryHost}/${prefix}`
  await runOrThrow({ command: 'cp', args: ['-al', inject('template'), root], env: { PATH: process.env['PATH'] } })
  const engine = await createTestEngine(join(sandbox, 'docker'))
  const env = createEnvironment(sandbox, prefix, engine)
  const files = createFiles(root)
  files.write({ 'nx.json': nxJson({ ...options, registry }), '.gitignore': 'node_modules\ndist\n.nx\n' })
  const run = (command: string, args: readonly string[], more: NxOptions = {}): CommandRequest => {
    const timeout = more.timeout === undefined ? {} : { timeout: more.timeout }
    return { command, args, cwd: root, env: { ...env, ...more.env }, ...timeout }
  }
  const git = (...args: string[]) => runOrThrow(run('git', args))
  const start = (program: string, args: readonly string[], more?: NxOptions) => {
    const [command = program, ...rest] = [...(more?.prefix ?? []), join(root, 'node_modules/.bin', program), ...args]
    return startCommand(run(command, rest, more))
  }
  const workspace: TestWorkspace = {
    ...{ root, registry, prefix, engine, sandbox, env, git },
    ...files,
    startNx: (args, more) => start('nx', args, more),
    async commit(message = 'a change') {
      if (!existsSync(join(root, '.git'))) await git('init', '--quiet', '--initial-branch=main')
      await git('add', '--all')
      await git('commit', '--quiet', '--message', message)
      return git('rev-parse', 'HEAD')
    },
    nx: async (args, more) => start('nx', args, more).done,
    moduleImages: async (args, more) => start('module-images', args, more).done,
    receipt: (module) => JSON.parse(files.read(`dist/images/${module}.json`)) as Receipt,
    leftProcesses: () => processesWith(`MI_E2E=${prefix}`),
    async dispose() {
      try {
        await engine.removeImages(registry)
      } finally {
        rmSync(sandbox, { recursive: true, force: true })
      }
    },
  }
  return workspace
}

/** Puts the tarball where package.json of the workspace says that it was installed from. */
export function copyTarball({ sandbox }: TestWorkspace): void {
  cpSync(join(dirname(inject('template')), 'tarballs'), join(sandbox, 'tarballs'), { recursive: true })
}

/** Files of the workspace. Those of the template are hard links, so a file is always written anew, never in place. */
function createFiles(root: string): Pick<TestWorkspace, 'write' | 'remove' | 'read' | 'exists'> {
  return {
    write(all) {
      for (const [path, content] of Object.entries(all)) {
        const file = join(root, path)
        mkdirSync(dirname(file), { recursive: true })
        rmSync(file, { force: true })
        writeFileSync(file, content)
        if (path.endsWith('.sh') || typeof content !== 'string') chmodSync(file, 0o755)
      }
    },
    remove: (...paths) => paths.forEach((path) => rmSync(join(root, path), { recursive: true })),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    exists: (path) => existsSync(join(root, path)),
  }
}

function nxJson(options: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ analytics: false, defaultBase: 'main', plugins: [{ plugin: '@module-images/nx', options }] }, null, 2)
}

/** A whole environment: nothing of CI, of Nx or of this product leaks in from outside. */
function createEnvironment(sandbox: string, prefix: string, engine: TestEngine): NodeJS.ProcessEnv {
  const [home, temporary] = [join(sandbox, 'home'), join(sandbox, 'tmp')]
  mkdirSync(home)
  mkdirSync(temporary)
  const person = { NAME: 'E2E', EMAIL: 'e2e@example.org' }
  return {
    ...engine.env,
    ...commandEnvironment({ home, temporary }),
    NX_TUI: 'false',
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) => [`AUTHOR_${key}`, `COMMITTER_${key}`].map((k) => [`GIT_${k}`, value])),
    ),
    // By this the processes of a workspace are found again.
    MI_E2E: prefix,
  }
}
