import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A workspace as a version left it: texts by posix path.
 *
 * `.sample` behind a file's name keeps Nx from taking its folder for a project of this repository.
 */
export function readSample(version: string): ReadonlyMap<string, string> {
  const folder = join(import.meta.dirname, 'samples', version)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name)
      return [file.slice(folder.length + 1).replace(/\.sample$/, ''), readFileSync(file, 'utf8')]
    }),
  )
}
