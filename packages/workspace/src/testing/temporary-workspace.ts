import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * A workspace folder with these files (posix paths), gone when the test is.
 *
 * @param options of the plugin, for its nx.json
 */
export function temporaryWorkspace(files: Readonly<Record<string, string>>, options: object = {}): string {
  return temporaryFolder({ ...workspaceFiles(options), ...files })
}

/** The same below a folder that is no workspace itself, for one that is not at the top of its repository. */
export function temporaryNestedWorkspace(folder: string, files: Readonly<Record<string, string>>, options: object = {}): string {
  const top = temporaryFolder({})
  writeFiles(join(top, folder), { ...workspaceFiles(options), ...files })
  return join(top, folder)
}

/** A folder with these files, gone when the test is. */
export function temporaryFolder(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-test-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  writeFiles(root, files)
  return root
}

function workspaceFiles(options: object): Record<string, string> {
  return { 'nx.json': JSON.stringify({ plugins: [{ plugin: '@module-images/nx', options }] }) }
}

/** Writes files below a folder, with the folders they lie in. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}
