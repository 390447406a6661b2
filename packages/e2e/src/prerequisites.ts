import { accessSync, constants } from 'node:fs'
import { runCommand } from './process/run-command.js'

/** A statically linked busybox: it is all that the images of the tests hold. */
export const BUSYBOX = '/bin/busybox'

/**
 * What no test can do without. These tests are never skipped: without it they fail, in one sentence.
 *
 * @throws Error that says what to install or to start
 */
export async function checkPrerequisites(): Promise<void> {
  const need = async (command: string, args: string[], remedy: string) => {
    const result = await runCommand({ command, args, env: process.env }).catch((error: unknown) => ({
      exitCode: 127,
      output: String(error),
    }))
    if (result.exitCode !== 0) throw new Error(`The end-to-end tests need ${remedy}. ('${command}' said: ${result.output.trim()})`)
  }
  await need('docker', ['info', '--format', '{{.ServerVersion}}'], 'a running Docker engine; `npm test` sets one up on Debian and Ubuntu')
  await need('docker', ['buildx', 'version'], 'docker buildx: apt-get install docker-buildx')
  await need('docker-registry', ['--version'], 'a registry to start: apt-get install docker-registry')
  await need('git', ['--version'], 'git: apt-get install git')
  await need('script', ['--version'], 'script of util-linux, which makes a terminal: apt-get install bsdutils')
  needBusybox()
}

function needBusybox(): void {
  try {
    accessSync(BUSYBOX, constants.X_OK)
  } catch (cause) {
    throw new Error('The end-to-end tests need a static busybox for their images: apt-get install busybox-static.', { cause })
  }
}
