// @ts-check
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findProgram } from '../local/command.mjs'

/**
 * A `docker` in front of the real one that notes what is to be run, and runs nothing: images of other platforms, and without a shell, can be asked
 * for as well.
 *
 * @param {string} folder is made
 * @returns {{ variables: NodeJS.ProcessEnv, read: () => { root: string, image: string }[] }} `variables`: so that it is found; `read`: by the module's
 *   folder, the image as the engine was told
 */
export function noteRuns(folder) {
  const [bin, log] = [join(folder, 'bin'), join(folder, 'runs')]
  mkdirSync(bin, { recursive: true })
  // One write a run: several modules are run at once.
  const note = `line=$(echo "$*" | tr '\\n' ' '); echo "$line" >>'${log}'`
  const script = `#!/bin/sh\ncase "$1 $2" in 'run '* | 'container run') ${note}; exit 0 ;; esac\nexec '${findProgram('docker')}' "$@"\n`
  writeFileSync(join(bin, 'docker'), script)
  chmodSync(join(bin, 'docker'), 0o755)
  return {
    variables: { PATH: `${bin}${delimiter}${process.env['PATH']}` },
    read: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').flatMap(parseRun) : []),
  }
}

/** @param {string} line @returns {{ root: string, image: string }[]} */
function parseRun(line) {
  const root = /--workdir[= ]\/workspace\/(\S+)/.exec(line)?.[1]
  const image = /sha256:[0-9a-f]{64}/.exec(line)?.[0]
  return root && image ? [{ root, image }] : []
}
