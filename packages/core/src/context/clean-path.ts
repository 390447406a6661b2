import { normalize } from 'node:path/posix'

/** Go's `path.Clean`: the shortest equal path, never with a trailing slash, `.` for nothing. https://pkg.go.dev/path#Clean */
export function cleanPath(path: string): string {
  const normal = normalize(path)
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal
}

/** A path as seen from the context's root, which `..` cannot leave: `''` is the root itself. */
export function contextPath(path: string): string {
  return cleanPath(`/${path}`).slice(1)
}
