/** GitHub's own registry. */
const GHCR = 'ghcr.io'

/**
 * The owner of a repository on GitHub, from git's configuration, in lower case as GHCR wants it; undefined where the remote `origin` is elsewhere.
 *
 * @param config text of `.git/config`
 */
export function parseGithubOwner(config: string): string | undefined {
  const [, section = ''] = /^\[remote "origin"\]\s*$([^[]*)/m.exec(config) ?? []
  const [, url = ''] = /^\s*url\s*=\s*(\S+)\s*$/m.exec(section) ?? []
  const [, owner] = /^(?:https:\/\/(?:[^@/]+@)?|ssh:\/\/git@|git@)github\.com[/:]([A-Za-z0-9-]+)\//.exec(url) ?? []
  return owner?.toLowerCase()
}

/**
 * A registry as `--registry` names it: `ghcr.io` alone is that of the repository's owner, and an owner there is in lower case, however GitHub shows it.
 *
 * @param owner {@link parseGithubOwner}
 */
export function completeGhcr(registry: string, owner: string | undefined): string {
  const [host = '', ...path] = registry.replace(/\/+$/, '').split('/')
  if (host.toLowerCase() !== GHCR) return registry
  if (path.length > 0) return [GHCR, ...path].join('/').toLowerCase()
  return owner === undefined ? registry : `${GHCR}/${owner}`
}
