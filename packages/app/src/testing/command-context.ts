import { askNobody } from '@module-images/workspace/testing'
import type { CommandContext } from '../session/command-context.js'
import { readRunEnvironment } from '../session/run-environment.js'

/** A command's context in a workspace, with the environment of this process; `logged` has all that it prints and logs. */
export function createTestContext(
  root: string,
  variables: Readonly<Record<string, string>>,
): CommandContext & { readonly logged: string[] } {
  const logged: string[] = []
  const log = (line: string) => void logged.push(line)
  const environment = readRunEnvironment(variables)
  return {
    ...{ workspaceRoot: root, askNx: askNobody, env: process.env, environment },
    ...{ signal: new AbortController().signal, print: log, log, logged },
  }
}
