import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '@module-images/engine'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { plainBuild } from '../../testing/build-request.js'
import { recordCommand } from '../../testing/recorded-command.js'
import { runDoctor } from './run-doctor.js'

const engine = createEngine({ env: process.env })
const IMAGE = `fixed-builds.invalid/${process.pid}`

/** Stands in for Debian's: installs from lists alone, and what is recommended unless it is told not to. */
const APT = `#!/bin/busybox sh
set -e
mkdir -p /var/lib/apt/lists /installed
case "$1" in
  update) touch /var/lib/apt/lists/index ;;
  install)
    test -e /var/lib/apt/lists/index
    recommends=ca-certificates
    for word; do
      case "$word" in
        --no-install-recommends) recommends= ;;
        -*|install) ;;
        *) touch "/installed/$word" ;;
      esac
    done
    test -z "$recommends" || touch "/installed/$recommends" ;;
esac
`
const HEAD = `FROM scratch AS first
COPY bin /bin/
RUN ["/bin/busybox", "--install", "-s", "/bin"]
`
const HAS_LISTS = ['/bin/busybox', 'test', '-e', '/var/lib/apt/lists/index']

function writeModule(dockerfile: string, files: Readonly<Record<string, string>> = {}): { root: string; folder: string } {
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': HEAD + dockerfile })
  const folder = join(root, 'modules/a')
  mkdirSync(join(folder, 'bin'))
  copyFileSync('/bin/busybox', join(folder, 'bin/busybox'))
  const scripts = { 'bin/apt-get': APT, 'bin/fetch': '#!/bin/busybox sh\ntest -e /installed/ca-certificates\n', ...files }
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), 0o755)
  }
  return { root, folder }
}

/** Whether the module builds, and whether what its image then holds is what each of the commands expects. */
async function observe(folder: string, commands: readonly (readonly string[])[]): Promise<unknown> {
  const outcome = await engine.build(plainBuild(folder, IMAGE), () => undefined)
  if (outcome.kind !== 'built') return outcome.kind
  const codes: number[] = []
  for (const args of commands)
    codes.push((await engine.run({ image: IMAGE, command: args[0], args: args.slice(1), mounts: [], env: {} })).exitCode)
  return codes
}

const fix = async (root: string) =>
  (await recordCommand(root, (context) => runDoctor([], { output: 'text', fix: true, strict: false }, context))).logged

afterAll(() => engine.remove(IMAGE))

describe('doctor --fix', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a recommended package is needed', 'RUN apt-get update && apt-get install -y wget && rm -rf /var/lib/apt/lists/* && fetch\n', {}],
    ['a later step installs from the lists', 'RUN apt-get update && apt-get install -y a\nRUN apt-get install -y b\n', {}],
    [
      'a script does',
      'RUN apt-get update && apt-get install -y a\nRUN setup\n',
      { 'bin/setup': '#!/bin/busybox sh\napt-get install -y b\n' },
    ],
    ['a later stage does', 'FROM first AS base\nRUN apt-get update\nFROM base\nRUN apt-get install -y b\n', {}],
  ])('changes nothing where %s, and the build stays as it was', async (_, dockerfile, files) => {
    const { root, folder } = writeModule(dockerfile, files)
    expect(await observe(folder, [['/bin/fetch']])).toEqual([0])
    expect(await fix(root)).toEqual([])
    expect(await observe(folder, [['/bin/fetch']])).toEqual([0])
  })

  it('deletes lists that nothing reads again, and the rest of the image stays as it was', async () => {
    const { root, folder } = writeModule(
      'RUN apt-get update \\\n && apt-get install -y a\nRUN mkdir /data\nRUN apt-get update && apt-get install -y b\n',
    )
    expect(await observe(folder, [['/bin/fetch'], ['/bin/busybox', 'test', '-e', '/installed/b'], HAS_LISTS])).toEqual([0, 0, 0])
    expect(await fix(root)).toEqual(['fixed modules/a/Dockerfile'])
    expect(await observe(folder, [['/bin/fetch'], ['/bin/busybox', 'test', '-e', '/installed/b'], HAS_LISTS])).toEqual([0, 0, 1])
  })

  it('takes back what the ignore file hides, and the build that failed succeeds', async () => {
    const { root, folder } = writeModule('COPY apt.txt /\n', { 'apt.txt': 'curl\n', '.dockerignore': '*\n!bin\n' })
    expect(await observe(folder, [])).toBe('failed')
    expect(await fix(root)).toEqual(['fixed modules/a/.dockerignore'])
    expect(await observe(folder, [['/bin/busybox', 'test', '-e', '/apt.txt']])).toEqual([0])
  })
})
