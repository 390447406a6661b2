/**
 * A git remote as a page to open: `git@github.com:o/r.git` → `https://github.com/o/r`. User names, passwords, ports of ssh, queries
 * and `.git` are left out; undefined for a folder or anything that names no host.
 * Forms: https://git-scm.com/docs/git-clone#_git_urls
 */
export function parseRemoteUrl(remote: string): string | undefined {
  const text = remote.trim()
  if (/[\p{Cc}\s]/u.test(text)) return undefined
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return fromUrl(text)
  const [, host, path] = /^(?:[^@/:]+@)?([a-z0-9.-]{2,}):(?!\/\/)(.+)$/i.exec(text) ?? []
  return host === undefined || path === undefined ? undefined : fromUrl(`ssh://${host}/${path.replace(/^\/+/, '')}`)
}

function fromUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  if (!/^(?:https?|ssh|git|git\+ssh|ssh\+git):$/.test(url.protocol) || url.hostname === '') return undefined
  const isWeb = /^https?:$/.test(url.protocol)
  const path = url.pathname.replace(/\/+$/, '').replace(/\.git$/, '')
  return `${isWeb ? url.protocol : 'https:'}//${isWeb ? url.host : url.hostname}${path}`
}
