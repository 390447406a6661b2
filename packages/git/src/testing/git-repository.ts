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
