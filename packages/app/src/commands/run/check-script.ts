import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError, pathIn } from '@module-images/core'
import type { LinkedModule, Workspace } from '@module-images/workspace'
import { DEFAULT_SCRIPT } from '../../session/default-script.js'

/** A kernel reads no more of a first line. https://man7.org/linux/man-pages/man2/execve.2.html */
const FIRST_LINE_BYTES = 256

/**
 * Looks whether a container can start the module's script.
 *
 * @throws ModuleImagesError `no-script`, `script-not-executable`, `script-line-endings`
 */
export function checkScript({ root: workspaceRoot, settings }: Pick<Workspace, 'root' | 'settings'>, { name, root }: LinkedModule): void {
  const file = pathIn(root, DEFAULT_SCRIPT)
  const error = (code: string, message: string, fix: string) =>
    new ModuleImagesError({ code, kind: 'input', message, fix, place: { file } })
  const script = statSync(join(workspaceRoot, file), { throwIfNoEntry: false })
  if (script === undefined) {
    const example = `npx nx ${settings.targets.run} ${name} --command="Rscript analysis.R"`
    throw error('no-script', `${name} has no ${DEFAULT_SCRIPT}.`, `Write one, make it executable, or name a command: ${example}`)
  }
  // Systems without such bits, such as Windows, show none or all.
  if (process.platform !== 'win32' && (script.mode & 0o111) === 0)
    throw error('script-not-executable', 'It is not executable.', `chmod +x ${file} && git add --chmod=+x ${file}`)
  if (script.isFile() && /^#![^\n]*\r\n/.test(readStart(join(workspaceRoot, file)))) {
    const fix = `Write LF: sed -i 's/\\r$//' ${file}. So that git keeps it: echo '*.sh text eol=lf' >> .gitattributes`
    throw error('script-line-endings', 'Its lines end with CRLF, so that no container finds the interpreter of its first line.', fix)
  }
}

function readStart(file: string): string {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(FIRST_LINE_BYTES)
    return bytes.toString('latin1', 0, readSync(descriptor, bytes))
  } finally {
    closeSync(descriptor)
  }
}
