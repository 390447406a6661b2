import { pathIn } from '@module-images/core'
import type { FileSource } from '@module-images/workspace'

const README = /^readme(?:\.md|\.markdown)?$/i

/** The README of a folder, posix, from the workspace root; undefined where it has none. */
export function findReadme(files: Pick<FileSource, 'list'>, folder: string): string | undefined {
  const entry = files.list(folder).find(({ name, kind }) => kind === 'file' && README.test(name))
  return entry && pathIn(folder, entry.name)
}
