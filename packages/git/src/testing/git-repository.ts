import { runProcess } from '@module-images/process'

/** Runs git in a folder as a fixed author at a fixed time, whatever the machine's own settings. */
export async function runTestGit(folder: string, ...args: string[]): Promise<string> {
  const person = { NAME: 'Test', EMAIL: 'test@example.org', DATE: '2026-01-02T03:04:05+00:00' }
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
  }
  const result = await runProcess({ command: 'git', args, cwd: folder, env })
  if (result.exitCode !== 0) throw new Error(`git ${args.join(' ')} ended with ${result.exitCode}: ${result.stderr}`)
  return result.stdout.trim()
}

/** Commits everything there is, in a repository that the first call makes; gives the commit's id. */
export async function commitAll(root: string): Promise<string> {
  await runTestGit(root, 'init', '--quiet', '--initial-branch=main')
  await runTestGit(root, 'add', '--all')
  await runTestGit(root, 'commit', '--quiet', '--allow-empty', '-m', 'step')
  return runTestGit(root, 'rev-parse', 'HEAD')
}

/** Adds a repository of this machine as a submodule, at a path from the folder; the commit is left to the test. */
export async function addSubmodule(root: string, repository: string, path: string): Promise<void> {
  await runTestGit(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository, path)
}

/** Brings submodules to the commits that are wanted, those within them too. */
export async function updateSubmodules(root: string): Promise<void> {
  await runTestGit(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init', '--recursive')
}
