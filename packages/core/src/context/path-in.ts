/**
 * Path of what lies in a folder.
 *
 * @param folder posix, from the workspace root; `.` for the root itself
 * @param path posix, relative to the folder
 */
export function pathIn(folder: string, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`
}

/**
 * The path of something relative to a folder; undefined where it does not lie in it.
 *
 * @param path posix, from the workspace root
 */
export function pathWithin(folder: string, path: string): string | undefined {
  if (folder === '.') return path
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined
}
