import { isCommit } from '@module-images/core'
import type { SourceRepository } from './catalogue-facts.js'

/** Where hosts of repositories show a folder and a commit. One entry a host; of any other nothing is known, and nothing linked. */
const HOSTS: readonly { readonly host: string; readonly folder: string; readonly file: string; readonly commit: string }[] = [
  { host: 'github.com', folder: 'tree', file: 'blob', commit: 'commit' },
  { host: 'gitlab.com', folder: '-/tree', file: '-/blob', commit: '-/commit' },
  { host: 'bitbucket.org', folder: 'src', file: 'src', commit: 'commits' },
  { host: 'codeberg.org', folder: 'src/commit', file: 'src/commit', commit: 'commit' },
]

/** Links into a repository at one commit. */
export interface SourceLinks {
  readonly commit: string
  /** @param path posix, from the workspace's root @returns nothing for one in a submodule, which the host shows elsewhere */
  folder(path: string): string | undefined
  file(path: string): string | undefined
}

/**
 * @returns nothing where the host is not known or there is no commit
 */
export function createSourceLinks(repository: SourceRepository | undefined, commit: string | null | undefined): SourceLinks | undefined {
  const [, name = '', place = ''] = /^https:\/\/([a-z0-9.-]+)\/([\w.~-]+(?:\/[\w.~-]+)+)$/i.exec(repository?.page ?? '') ?? []
  const host = HOSTS.find((known) => known.host === name.toLowerCase())
  if (host === undefined || typeof commit !== 'string' || !isCommit(commit)) return undefined
  const start = `https://${host.host}/${place}`
  const link = (word: string, target: string) => {
    if (repository?.submodules.some((submodule) => target === submodule || target.startsWith(`${submodule}/`)) === true) return undefined
    const path = [repository?.folder ?? '', target].filter((part) => part !== '').join('/')
    return `${start}/${word}/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`
  }
  return {
    commit: `${start}/${host.commit}/${commit}`,
    folder: (target) => link(host.folder, target),
    file: (target) => link(host.file, target),
  }
}
