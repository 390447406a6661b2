import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError, pathIn } from '@module-images/core'
import { MissingVariableError } from '@module-images/engine'
import type { LinkedModule, Workspace } from '@module-images/workspace'

/**
 * The error of a build, with the reason where a secret's variable is written in a file that Nx reads for a task in a process of its own
 * alone: not for a batch, in which images are built, and not for the command. The value itself is left where it is.
 */
export function explainMissingVariable(
  error: unknown,
  { name, root }: Pick<LinkedModule, 'name' | 'root'>,
  { root: workspaceRoot, settings }: Pick<Workspace, 'root' | 'settings'>,
): unknown {
  if (!(error instanceof MissingVariableError)) return error
  const { build } = settings.targets
  const file = envFilesOf(root, build).find((path) => setsVariable(join(workspaceRoot, path), error.variable))
  if (file === undefined) return error
  const { code, kind, message } = error
  const why = `${file} sets it, but Nx reads that file only for a task that runs in a process of its own, and no batch of tasks does.`
  const fix = `${why}\nSet it in the environment, or build with: npx nx ${build} ${name} --batch=false`
  return new ModuleImagesError({ code, kind, message, fix, cause: error })
}

/**
 * In Nx's order, without those that it reads when it starts, for batches as well.
 * https://nx.dev/docs/guides/tips-n-tricks/define-environment-variables
 */
function envFilesOf(root: string, target: string): string[] {
  const ofTarget = [`.env.${target}.local`, `.env.${target}`, `.${target}.local.env`, `.${target}.env`]
  return [...[...ofTarget, '.env.local', '.local.env', '.env'].map((name) => pathIn(root, name)), ...ofTarget]
}

function setsVariable(file: string, variable: string): boolean {
  try {
    // Both ways of writing that Nx's parser takes: https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow
    return readFileSync(file, 'utf8')
      .split(/\r?\n/)
      .some((line) => /^\s*(?:export\s+)?([\w.-]+)\s*[=:]/.exec(line)?.[1] === variable)
  } catch {
    return false
  }
}
