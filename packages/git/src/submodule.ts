import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { type GitPlace, parseNames, readGit } from './git-command.js'
import { findCommit } from './revision.js'

/** Where git looks for a repository, and what else it was told of one. https://git-scm.com/docs/git-rev-parse#Documentation/git-rev-parse.txt---local-env-vars */
const OF_ONE_REPOSITORY =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|PREFIX|NAMESPACE|GRAFT_FILE|SHALLOW_FILE)$/

/**
 * The place of a submodule's checkout, whether or not there is one. What git was told of the repository around it is not true of this one.
 *
 * @param path posix, from the place's folder
 */
export function submodulePlace({ root, env, signal }: GitPlace, path: string): GitPlace {
  const own = Object.entries(env ?? process.env).filter(([name]) => !OF_ONE_REPOSITORY.test(name))
  return { root: join(root, path), env: Object.fromEntries(own), signal }
}

/** The place's folder from the top of its working tree, posix; `''` at the top. */
export async function readPrefix(place: GitPlace): Promise<string> {
  return ((await readGit(place, ['rev-parse', '--show-prefix'])) ?? '').replace(/\/?\n$/, '')
}

/**
 * Names of a commit's submodules as its .gitmodules has them, by path from the place's folder. Git keeps what it fetched of them under
 * these names. One that would lead elsewhere is left out, as git leaves it out.
 */
export async function readSubmoduleNames(place: GitPlace, commit: string): Promise<ReadonlyMap<string, string>> {
  const blob = await readGit(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}:.gitmodules`])
  if (blob === undefined) return new Map()
  const text = await readGit(place, ['config', '--blob', blob.trim(), '--null', '--get-regexp', '^submodule\\..*\\.path$'])
  const folder = await readPrefix(place)
  const start = folder === '' ? '' : `${folder}/`
  return new Map(
    parseNames(text ?? '').flatMap((entry): [string, string][] => {
      const [key = '', path = ''] = [entry.slice(0, entry.indexOf('\n')), entry.slice(entry.indexOf('\n') + 1)]
      const name = key.slice('submodule.'.length, -'.path'.length)
      return path.startsWith(start) && isName(name) ? [[path.slice(start.length), name]] : []
    }),
  )
}

/** https://git-scm.com/docs/gitmodules#Documentation/gitmodules.txt-submoduleltnamegtpath; git refuses the same. */
function isName(name: string): boolean {
  return name !== '' && !name.split(/[/\\]/).includes('..')
}

/**
 * Where commits of a submodule can be read: in its checkout, be it at another commit, else in what git keeps of it beside the repository
 * around it.
 *
 * @param name of the submodule, where it is known
 * @param commits object ids
 * @returns undefined where no place has all of them
 */
export async function findSubmodule(
  place: GitPlace,
  path: string,
  name: string | undefined,
  commits: readonly string[],
): Promise<GitPlace | undefined> {
  const checkout = submodulePlace(place, path)
  if (existsSync(join(checkout.root, '.git')) && (await hasCommits(checkout, commits))) return checkout
  if (name === undefined) return undefined
  for (const question of ['--git-dir', '--git-common-dir']) {
    const folder = resolve(place.root, ((await readGit(place, ['rev-parse', question])) ?? '').replace(/\n$/, ''), 'modules', name)
    if (!existsSync(join(folder, 'HEAD'))) continue
    // Its settings name a working tree, without which git does not start.
    const { env, signal } = submodulePlace(place, path)
    const kept = { root: folder, env: { ...env, GIT_DIR: folder, GIT_WORK_TREE: folder }, signal }
    if (await hasCommits(kept, commits)) return kept
  }
  return undefined
}

/** A repository that git cannot read has none. */
async function hasCommits(place: GitPlace, commits: readonly string[]): Promise<boolean> {
  try {
    for (const commit of commits) if ((await findCommit(place, commit)) === undefined) return false
    return true
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'git-failed') return false
    throw error
  }
}
