import { lstatSync } from 'node:fs'
import { groupBy } from '@module-images/core'
import { applyEdits, type Finding } from '@module-images/check'
import type { FileSource } from '@module-images/workspace'
import { writeFileAtomically } from '../../files/write-file-atomically.js'

/**
 * Makes the changes that findings bring along. Each file is replaced as a whole; a link is left alone, since what it leads to may be
 * others' as well.
 *
 * @returns the files that were changed, in order
 * @throws ModuleImagesError `unwritable-file`; files before it are then changed
 */
export async function applyFixes(files: FileSource, findings: readonly Finding[]): Promise<string[]> {
  const edits = groupBy(
    findings.flatMap(({ edits = [] }) => edits),
    ({ file }) => file,
  )
  const own = [...edits].filter(([file]) => lstatSync(`${files.root}/${file}`).isFile()).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [file, changes] of own) writeFileAtomically(`${files.root}/${file}`, applyEdits(files.readText(file), changes), file)
  return own.map(([file]) => file)
}
