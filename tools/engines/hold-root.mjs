// @ts-check
/**
 * `unshare --mount --propagation slave node hold-root.mjs FOLDER`: keeps a mount namespace in which `/usr` is that of another folder, for the programs
 * that join it by this process's id. It says `ready`, and ends with its standard input. Must be root in a mount namespace of its own.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const [root = ''] = process.argv.slice(2)
const mounted = spawnSync('mount', ['--bind', join(root, 'usr'), '/usr'], { stdio: ['ignore', 'ignore', 'inherit'] })
if (mounted.status !== 0) process.exit(1)
process.stdout.write('ready\n')
process.stdin.resume().on('end', () => process.exit())
