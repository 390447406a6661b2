import { chmodSync, lchownSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TestWorkspace } from './test-workspace.js'

/** Somebody who is not root, as most people who run a module are not. */
export interface OtherUser {
  readonly uid: number
  /** What to put before a command, so that this user runs it. Empty where the tests run as such a user already. */
  readonly prefix: readonly string[]
}

const UID = 12345

/** A user who may ask the engine and to whom the whole sandbox belongs. */
export function giveToOtherUser(workspace: TestWorkspace): OtherUser {
  const user = createUser(workspace)
  if (user.prefix.length > 0) everything(join(workspace.sandbox, 'workspace'), (path) => lchownSync(path, UID, UID))
  return user
}

/** A user who may ask the engine, but not write into the workspace until it is unlocked. */
export function lockFromOtherUser(workspace: TestWorkspace): OtherUser & { unlock(): void } {
  const user = createUser(workspace)
  if (user.prefix.length > 0) return { ...user, unlock: () => undefined }
  const folders = (mode: number) =>
    everything(workspace.root, (path, isFolder) => {
      if (isFolder) chmodSync(path, mode)
    })
  folders(0o555)
  return { ...user, unlock: () => folders(0o755) }
}

/** Home, temporary files and Docker's configuration belong to the user in any case. */
function createUser({ sandbox, env }: TestWorkspace): OtherUser {
  const own = process.getuid?.() ?? UID
  if (own !== 0) return { uid: own, prefix: [] }
  lchownSync(sandbox, UID, UID)
  for (const name of ['home', 'tmp', 'docker']) everything(join(sandbox, name), (path) => lchownSync(path, UID, UID))
  const socket = new URL(env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').pathname
  return { uid: UID, prefix: ['setpriv', `--reuid=${UID}`, `--regid=${UID}`, `--groups=${statSync(socket).gid}`, '--'] }
}

/** A folder and all that is in it, but for the installed packages: they are hard links to the template's. */
function everything(folder: string, visit: (path: string, isFolder: boolean) => void): void {
  visit(folder, true)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.name === 'node_modules') continue
    if (entry.isDirectory()) everything(path, visit)
    else visit(path, false)
  }
}
