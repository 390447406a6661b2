import { ModuleImagesError } from '@module-images/core'
import { type ProcessRequest, type ProcessResult, runProcess } from '@module-images/process'

/** Where git runs, and how it is stopped. */
export interface GitPlace {
  /** A folder of the repository; paths given and returned count from it. */
  readonly root: string
  /** This process's own when left out. */
  readonly env?: NodeJS.ProcessEnv | undefined
  readonly signal?: AbortSignal | undefined
}

/** Runs git so that it takes no lock and runs no program the repository's own configuration names for watching files. */
export function gitRequest(place: GitPlace, args: readonly string[]): ProcessRequest {
  return {
    command: 'git',
    args: ['-c', 'core.fsmonitor=false', ...args],
    cwd: place.root,
    env: { ...(place.env ?? process.env), GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    signal: place.signal,
  }
}

/**
 * All that a git command writes; `undefined` for exit code 1, by which a quiet question is answered with no.
 *
 * @param input what the command reads; nothing when left out
 * @throws ModuleImagesError `git-failed` with git's own words; `command-not-found` where git is not installed
 */
export async function readGit(place: GitPlace, args: readonly string[], input?: string): Promise<string | undefined> {
  const chunks: Buffer[] = []
  const result = await runProcess({ ...gitRequest(place, args), inherit: false, input, onBytes: (chunk) => chunks.push(chunk) })
  if (result.exitCode === 1 && result.stoppedBy === undefined) return undefined
  if (result.exitCode !== 0 || result.stoppedBy !== undefined) throw gitFailed(args, result)
  return Buffer.concat(chunks).toString('utf8')
}

/** Names of a listing under `-z`: the only form in which any name can be told from the next. */
export function parseNames(text: string): string[] {
  return text.split('\0').filter((name) => name !== '')
}

/** What git said, as an error. */
export function gitFailed(args: readonly string[], { stderr, exitCode, stoppedBy }: ProcessResult): ModuleImagesError {
  const [text = '', folder] = stderr.split(/^To add an exception for this directory, call:\s+git config .*safe\.directory (.*)$/m)
  const words = text.trim() || `It ended with ${stoppedBy ?? `exit code ${exitCode}`}.`
  return new ModuleImagesError({
    code: 'git-failed',
    kind: 'environment',
    message: `git ${args[0] ?? ''} failed: ${words}`,
    fix: folder === undefined ? undefined : `If you trust what is in it: git config --global --add safe.directory ${folder}`,
  })
}
