import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type ContextEntry, type InputSelector, ModuleImagesError } from '@module-images/core'

/**
 * Lists what of a build context its build may read. Folders that hold no inputs are not opened, so a huge context behind a
 * tight ignore file costs nothing. Links are listed as links and never followed.
 *
 * @param folder native absolute path of the context
 * @param shown how the context is called in errors, posix
 */
export function walkContext(folder: string, selector: InputSelector, shown: string): ContextEntry[] {
  const entries: ContextEntry[] = []
  const visit = (directory: string): void => {
    for (const entry of readDirectory(join(folder, directory), `${shown}/${directory}`)) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`
      if (entry.isDirectory()) {
        if (selector.isInput(path, 'directory')) entries.push({ kind: 'directory', path })
        if (selector.mayHoldInputs(path)) visit(path)
      } else if (entry.isSymbolicLink()) {
        if (selector.isInput(path, 'symlink')) entries.push({ kind: 'symlink', path, target: readlinkSync(join(folder, path)) })
      } else if (entry.isFile()) {
        if (selector.isInput(path, 'file')) entries.push({ kind: 'file', path, executable: isExecutable(join(folder, path)) })
      }
    }
  }
  visit('')
  return entries
}

/** The owner's bit, which is the one git records. Windows has none; there every file counts as not executable. */
function isExecutable(path: string): boolean {
  return (statSync(path).mode & 0o100) !== 0
}

function readDirectory(path: string, shown: string) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (cause) {
    throw new ModuleImagesError({
      code: 'unreadable-folder',
      kind: 'environment',
      message: 'A folder of the build context cannot be read.',
      place: { file: shown },
      hint: 'Make it readable, or name it in .dockerignore.',
      cause,
    })
  }
}
