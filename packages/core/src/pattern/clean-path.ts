/** An empty part, `.` or `..`: a path without any is as short as it can be. */
const ODD_PART = /(?:^|\/)\.{0,2}(?:\/|$)/

/**
 * Go's `path.Clean`: the shortest equal path, never with a trailing slash, `.` for nothing. https://pkg.go.dev/path#Clean
 * By hand, since Node's takes time with the square of a path's length.
 */
export function cleanPath(path: string): string {
  if (!ODD_PART.test(path)) return path
  const isRooted = path.startsWith('/')
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!isRooted) kept.push(part)
  }
  return isRooted ? `/${kept.join('/')}` : kept.join('/') || '.'
}

/** A path as seen from the context's root, which `..` cannot leave: `''` is the root itself. */
export function contextPath(path: string): string {
  return ODD_PART.test(path) ? cleanPath(`/${path}`).slice(1) : path
}
