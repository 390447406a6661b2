import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import type { AskNx } from '@module-images/workspace'
import { renderFailure } from '../output/styled-error.js'
import { wrapText } from '../output/wrap-text.js'
import { readTextStyle } from '../output/terminal.js'
import { writeNotice, writeStyledNotice, writeStyledResult } from '../output/write-output.js'
import type { CommandContext } from '../session/command-context.js'
import { loadEnvFiles } from '../session/env-files.js'
import type { WorkspaceNeed } from './declare/command-spec.js'
import { readRunEnvironment } from '../session/run-environment.js'

/**
 * The context of a command in this process. The variables of the workspace's `.env` files become its own, as in an nx process. Without a workspace, the
 * current folder stands for it.
 *
 * @throws ModuleImagesError `no-workspace`, or for a variable that cannot be what it means
 */
export function createContext(
  parts: Pick<CommandContext, 'signal' | 'onStop'> & { readonly askNx: AskNx },
  need: WorkspaceNeed = 'needed',
): CommandContext {
  const found = findWorkspaceRoot(process.cwd())
  if (found === undefined && need === 'needed') throw noWorkspace(process.cwd())
  const workspaceRoot = found ?? process.cwd()
  const envFiles = found === undefined ? new Map<string, string>() : loadEnvFiles(found, process.env)
  const notices = readTextStyle(process.stderr, process.env)
  return {
    ...parts,
    ...{ workspaceRoot, envFiles, env: process.env, environment: readRunEnvironment(process.env) },
    style: readTextStyle(process.stdout, process.env),
    print: writeStyledResult,
    log: (line) => writeNotice(wrapText(line, notices.width)),
    logError: (error) => writeStyledNotice(renderFailure(error, notices)),
  }
}

function findWorkspaceRoot(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

function noWorkspace(start: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-workspace',
    kind: 'input',
    message: `Neither ${start} nor a folder above it holds an nx.json.`,
    fix: 'Run module-images inside an Nx workspace.',
  })
}
