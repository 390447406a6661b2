import { renderFailure } from '../output/styled-error.js'
import type { CommandContext } from '../session/command-context.js'
import { createQuietContext } from './command-context.js'

/** What a command printed, said and ended with. */
export interface RecordedCommand {
  readonly code: number
  readonly out: string
  readonly logged: readonly string[]
}

/** Runs what a command does in a workspace, as its own file would with `env` as the environment. */
export async function recordCommand(
  root: string,
  run: (context: CommandContext) => Promise<number>,
  env: Readonly<Record<string, string>> = {},
): Promise<RecordedCommand> {
  const out: string[] = []
  const logged: string[] = []
  const code = await run({
    ...createQuietContext(root, env),
    env: { PATH: process.env['PATH'], HOME: root, ...env },
    print: (text) => void out.push(text),
    log: (line) => void logged.push(line),
    logError: (error) => void logged.push(renderFailure(error)),
  })
  return { code, out: out.join('\n'), logged }
}
