// @ts-check
/**
 * `unshare --mount node launch-in-root.mjs FOLDER PROGRAM ARGUMENT…`: runs a program with the `/usr` of another folder in place of the
 * machine's. All other files are the machine's, so that an engine started so mounts what its callers name. Must be root in a mount namespace
 * of its own, in which nothing is shared with the machine's.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const [root = '', program = '', ...args] = process.argv.slice(2)
const mounted = spawnSync('mount', ['--bind', join(root, 'usr'), '/usr'], { stdio: 'inherit' })
process.exitCode = mounted.status === 0 ? (spawnSync(program, args, { stdio: 'inherit' }).status ?? 1) : 1
