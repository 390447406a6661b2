import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildCommandProgram, type CommandProgram, endOf } from '../../testing/command-process.js'

let program: CommandProgram
beforeAll(async () => void (program = await buildCommandProgram()))
afterAll(() => program.remove())

/** A workspace whose PATH has the command, in which a line of shell may stand in for it. */
function workspace(instead: string) {
  const root = temporaryWorkspace({
    'modules/hello-r/Dockerfile': 'FROM scratch\n',
    'modules/hello-python/Dockerfile': 'FROM scratch\n',
  })
  const bin = join(root, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'module-images'), `#!/bin/sh\n${instead}\nexec '${process.execPath}' '${program.path}' "$@"\n`)
  chmodSync(join(bin, 'module-images'), 0o755)
  return { root, env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: root } }
}

/** What bash puts on the command line when the last word is completed. */
async function completeInBash(words: readonly string[], instead = '') {
  const { root, env } = workspace(instead)
  const script = `
    eval "$(module-images completion bash)"
    COMP_WORDS=(module-images "$@"); COMP_CWORD=$#
    _module_images
    printf '%s\\n' "\${COMPREPLY[@]}"
    if [ -e pwned ]; then echo PWNED; fi`
  const { out, err } = await endOf(spawn('bash', ['-c', script, 'bash', ...words], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] }))
  return { words: out.split('\n').filter((line) => line !== ''), err }
}

it.each([
  [['ver'], ['verify']],
  [
    ['run', 'hello-'],
    ['hello-python', 'hello-r'],
  ],
  [['verify', 'hello-r', 'hello-p'], ['hello-python']],
  [['digests', '--format', 'n'], ['nextflow']],
  [['digests', '--format', '=', 'n'], ['nextflow']],
  [['plan', '--of'], ['--offline']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['run', 'hello-r', '--', 'hello'], []],
  [['nothing', ''], []],
])('completes %j to %j', async (typed, words) => {
  expect(await completeInBash(typed)).toEqual({ words, err: '' })
})

it('quotes what it is offered, and runs nothing of it', async () => {
  const hostile = String.raw`[ "$1" = complete ] && printf 'a$(touch pwned)\tx\n' && exit`
  expect(await completeInBash(['run', 'a'], hostile)).toEqual({ words: [String.raw`a\$\(touch\ pwned\)`], err: '' })
})
