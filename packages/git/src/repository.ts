import { lstatSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { runProcess } from '@module-images/process'
import { gitFailed, type GitPlace, gitRequest } from './git-command.js'

/** A repository that git can read. */
export interface GitRepository {
  /** What object ids are made with. */
  readonly objectFormat: 'sha1' | 'sha256'
}

/**
 * The repository a folder lies in. There is none only where no `.git` lies in the folder or above it: one that belongs to another
 * user, or is broken, or that a missing git cannot read, is an error, since whoever takes it for none goes on with wrong facts.
 *
 * @throws ModuleImagesError `repository-unreadable`; `git-failed` where git was stopped
 */
export async function findRepository(place: GitPlace): Promise<GitRepository | undefined> {
  const answer = await askFormat(place)
  if (!(answer instanceof ModuleImagesError)) return { objectFormat: answer === 'sha256' ? 'sha256' : 'sha1' }
  const found = findDotGit(place)
  if (found === undefined) return undefined
  throw new ModuleImagesError({
    code: 'repository-unreadable',
    kind: 'environment',
    message: `The git repository ${found} cannot be read: ${answer.message}`,
    fix: answer.fix ?? repositoryFix(answer, found),
    cause: answer,
  })
}

/** Git before 2.28 knows one format, and prints the question. */
async function askFormat(place: GitPlace): Promise<string | ModuleImagesError> {
  const args = ['rev-parse', '--show-object-format']
  try {
    const result = await runProcess({ ...gitRequest(place, args), timeoutMs: 30_000 })
    if (result.stoppedBy !== undefined) throw gitFailed(args, result)
    return result.exitCode === 0 ? result.stdout.trim() : gitFailed(args, result)
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') return error
    throw error
  }
}

function repositoryFix({ code }: ModuleImagesError, found: string): string {
  if (code === 'command-not-found') return 'Install git, so that commits can be told apart.'
  return `Repair it (git -C ${dirname(found)} fsck), or remove ${found} if that is no repository.`
}

/** Where git looks. https://git-scm.com/docs/git#Documentation/git.txt-GITCEILINGDIRECTORIES */
function findDotGit({ root, env = process.env }: GitPlace): string | undefined {
  if (env['GIT_DIR']) return resolve(root, env['GIT_DIR'])
  const ceilings = new Set((env['GIT_CEILING_DIRECTORIES'] ?? '').split(delimiter))
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const candidate = join(folder, '.git')
    if (isThere(candidate)) return candidate
    if (dirname(folder) === folder || ceilings.has(dirname(folder))) return undefined
  }
}

/** A link that leads nowhere is there, too. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}
