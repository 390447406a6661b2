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
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-test-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  writeFiles(root, { 'nx.json': JSON.stringify({ plugins: [{ plugin: '@module-images/nx', options }] }), ...files })
  return root
}

/** Writes files below a folder, with the folders they lie in. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}
