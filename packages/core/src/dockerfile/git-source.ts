/**
 * What ADD fetches from elsewhere and COPY refuses: URLs and git repositories. A name such as `dir/x.git` is taken for a file
 * of the context, as newer frontends do; the one of Docker 26 sees a repository in it.
 * Rules: https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository
 */
export function isRemoteSource(source: string): boolean {
  return source.includes(':') && (/^(?:https?|ssh|git):\/\//i.test(source) || /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:/.test(source))
}

/** Of remote sources, those that BuildKit clones: https://docs.docker.com/reference/dockerfile/#add-git-ref */
export function isGitSource(address: string): boolean {
  return !/^https?:/i.test(address) || /^[^?#]*\.git(?:[?#]|$)/.test(address)
}
