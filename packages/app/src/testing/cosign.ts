import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** What the real cosign said and ended with. */
export interface CosignRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** `tools/local/cosign.mjs` puts it there where the machine has none. */
const CACHED = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'module-images/cosign/usr/bin/cosign')

/** @throws Error that names what is missing, on a machine without cosign 3 */
export async function runCosign(
  args: readonly string[],
  { cwd, password = '' }: { readonly cwd: string; readonly password?: string },
): Promise<CosignRun> {
  const env = { PATH: process.env['PATH'], HOME: cwd, COSIGN_PASSWORD: password }
  try {
    const { stdout, stderr } = await promisify(execFile)(findCosign(), [...args], { cwd, env })
    return { exitCode: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code !== 'number') throw error
    return { exitCode: code, stdout: stdout ?? '', stderr: stderr ?? '' }
  }
}

function findCosign(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = [...folders.map((folder) => join(folder, 'cosign')), CACHED].find((file) => existsSync(file))
  if (found === undefined) throw new Error('These tests need the real cosign: run `node tools/local/cosign.mjs`, or install cosign 3.')
  return found
}
