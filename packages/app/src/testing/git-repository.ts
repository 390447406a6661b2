import { runProcess } from '@module-images/process'

/** Runs git in a folder as a fixed author, whatever the machine's own settings; gives what it prints. */
export async function runTestGit(root: string, ...args: string[]): Promise<string> {
  const person = {
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
  }
  const env = { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1', ...person }
  const { exitCode, stdout, stderr } = await runProcess({ command: 'git', args, cwd: root, env })
  if (exitCode !== 0) throw new Error(`git ${args.join(' ')} ended with ${exitCode}: ${stderr}`)
  return stdout.trim()
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
