import { lstat, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** What tells whether a file was written since: by its path, native, from the folder. */
export type FileMarks = ReadonlyMap<string, string>

/** Marks every file below a folder; links are not followed. */
export async function markFiles(folder: string): Promise<FileMarks> {
  const marks = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    const { ino, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true })
    marks.set(relative(folder, path), `${ino} ${size} ${mtimeNs} ${ctimeNs}`)
  }
  return marks
}

/** Files that are new, or other than they were, posix and in order. */
export function listWritten(before: FileMarks, after: FileMarks): string[] {
  const written = [...after].filter(([path, mark]) => before.get(path) !== mark)
  return written.map(([path]) => path.split(sep).join('/')).sort()
}
