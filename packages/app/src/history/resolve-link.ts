/** As many links as Linux follows. https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const MAX_LINKS = 40

/**
 * Follows links as a checkout would, without one.
 *
 * @param links where each link leads, by its path
 * @returns the path at the end, whether or not something is there; nothing for one that leaves the root or goes in circles
 */
export function createLinkResolver(links: ReadonlyMap<string, string>): (path: string) => string | undefined {
  return (path) => {
    const pending = path.split('/').reverse()
    const done: string[] = []
    let followed = 0
    for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
      if (part === '' || part === '.') continue
      if (part === '..') {
        if (done.pop() === undefined) return undefined
        continue
      }
      done.push(part)
      const target = links.get(done.join('/'))
      if (target === undefined) continue
      followed += 1
      if (followed > MAX_LINKS || target.startsWith('/')) return undefined
      done.pop()
      pending.push(...target.split('/').reverse())
    }
    return done.join('/')
  }
}
