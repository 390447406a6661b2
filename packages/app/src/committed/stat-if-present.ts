import { lstatSync, type Stats } from 'node:fs'

/** What lies at a path, a link as a link; undefined where nothing does, be it that a folder above is none. */
export function statIfPresent(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
