import { lchownSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TestWorkspace } from './test-workspace.js'

/** Somebody who is not root, as most people who run a module are not. */
export interface OtherUser {
  readonly uid: number
  /** What to put before a command, so that this user runs it. Empty where the tests run as such a user already. */
  readonly prefix: readonly string[]
}

const UID = 12345

/** A user who may ask the engine and who owns the sandbox, but the workspace's own files only if told so. */
export function lendToOtherUser(workspace: TestWorkspace, { owner }: { readonly owner: boolean }): OtherUser {
  const own = process.getuid?.() ?? UID
  if (own !== 0) return { uid: own, prefix: [] }
  const socket = new URL(workspace.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').pathname
  const everywhere = ['home', 'tmp', 'docker', ...(owner ? ['workspace'] : [])]
  lchownSync(workspace.sandbox, UID, UID)
  for (const name of everywhere) giveAway(join(workspace.sandbox, name))
  return {
    uid: UID,
    prefix: ['setpriv', `--reuid=${UID}`, `--regid=${UID}`, `--groups=${statSync(socket).gid}`, '--'],
  }
}

/** Installed packages are hard links to the template's, and stay root's. */
function giveAway(path: string): void {
  lchownSync(path, UID, UID)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name)
    if (entry.name === 'node_modules') continue
    if (entry.isDirectory()) giveAway(inner)
    else lchownSync(inner, UID, UID)
  }
}
