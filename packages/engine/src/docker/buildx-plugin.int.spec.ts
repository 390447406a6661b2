import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { findBuildxPlugin } from './buildx-plugin.js'
import { runDocker } from './docker-command.js'

/** What says how it was called, as a plugin in place of buildx. */
const TELLING = '#!/bin/sh\necho "$DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: $*"\n'

let home: string
let env: { readonly HOME: string; readonly PATH: string }

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mi-buildx-plugin-'))
  env = { HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin` }
  mkdirSync(join(home, 'bin'))
})

function write(file: string, text: string, mode = 0o755): string {
  const path = join(home, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

/** A program, and no script. */
function installDocker(): void {
  symlinkSync(process.execPath, join(home, 'bin', 'docker'))
}

it("runs the user's plugin as docker does", async () => {
  installDocker()
  const file = write('.docker/cli-plugins/docker-buildx', TELLING)
  expect((await findBuildxPlugin(env))?.file).toBe(file)
  expect((await runDocker({ env }, ['buildx', 'inspect', '--x'])).stdout).toBe('docker: buildx inspect --x\n')
})

it('looks into folders that the configuration names first, and passes what cannot be run', async () => {
  installDocker()
  write('.docker/cli-plugins/docker-buildx', TELLING)
  write('not-executable/docker-buildx', TELLING, 0o644)
  const file = write('extra/docker-buildx', TELLING)
  const cliPluginsExtraDirs = ['none', 'not-executable', 'extra'].map((folder) => join(home, folder))
  write('.docker/config.json', JSON.stringify({ cliPluginsExtraDirs }))
  expect((await findBuildxPlugin(env))?.file).toBe(file)
})

it('leaves it to docker where docker is a script, and where there is none', async () => {
  write('.docker/cli-plugins/docker-buildx', TELLING)
  write('bin/docker', '#!/bin/sh\necho "script: $*"\n')
  expect(await findBuildxPlugin(env)).toBeUndefined()
  expect((await runDocker({ env }, ['buildx', 'inspect'])).stdout).toBe('script: buildx inspect\n')
  const none = { ...env, PATH: join(home, 'nowhere') }
  expect(await findBuildxPlugin(none)).toBeUndefined()
  await expect(runDocker({ env: none }, ['buildx', 'inspect'])).rejects.toThrow(expect.objectContaining({ code: 'engine-unavailable' }))
})

it('leaves all other commands to docker', async () => {
  write('.docker/cli-plugins/docker-buildx', TELLING)
  symlinkSync('/bin/echo', join(home, 'bin', 'docker'))
  expect((await runDocker({ env }, ['image', 'ls'])).stdout).toBe('image ls\n')
})
