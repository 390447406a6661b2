import { askNobody } from '@module-images/workspace/testing'
import { renderFailure } from '../output/styled-error.js'
import { PLAIN } from '../output/terminal.js'
import type { CommandContext } from '../session/command-context.js'
import { readRunEnvironment } from '../session/run-environment.js'

/** A command's context in a workspace, with these variables as its environment; nothing that it prints or logs is kept. */
export function createQuietContext(root: string, variables: Readonly<Record<string, string>> = {}): CommandContext {
  const quiet = () => undefined
  return {
    ...{ workspaceRoot: root, askNx: askNobody, env: variables, environment: readRunEnvironment(variables), envFiles: new Map() },
    ...{ signal: new AbortController().signal, onStop: quiet, style: PLAIN, print: quiet, log: quiet, logError: quiet },
  }
}

/** The same with the environment of this process, where `logged` has all that it prints and logs. */
export function createTestContext(
  root: string,
  variables: Readonly<Record<string, string>>,
): CommandContext & { readonly logged: string[] } {
  const logged: string[] = []
  const log = (line: string) => void logged.push(line)
  const logError = (error: unknown) => log(renderFailure(error))
  return { ...createQuietContext(root, variables), env: process.env, print: log, log, logError, logged }
}
