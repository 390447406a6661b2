// @ts-check
import { existsSync } from 'node:fs'
import { installPackages } from './apt-install.mjs'
import { findProgram } from './command.mjs'
import { isDebianOrUbuntu, readOsRelease } from './os-release.mjs'
import { createReporter } from './reporter.mjs'
import { createMachine } from './set-up.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * What tests call by name, and the package of Debian and Ubuntu that has it.
 *
 * @typedef {{ file?: string, program?: string, name: string }} NeededProgram
 */

/** Statically linked, so that an image can hold it and nothing else. */
export const BUSYBOX = '/bin/busybox'
/** @type {NeededProgram} */
const BUSYBOX_PROGRAM = { file: BUSYBOX, name: 'busybox-static' }

/** @type {readonly NeededProgram[]} CONTRIBUTING.md lists them too. */
export const TEST_PROGRAMS = [
  BUSYBOX_PROGRAM,
  { file: '/usr/bin/chromium', name: 'chromium' },
  { file: '/usr/share/java/groovy-all.jar', name: 'groovy' },
  { program: 'java', name: 'default-jre-headless' },
  { program: 'openssl', name: 'openssl' },
  { program: 'perl', name: 'perl' },
  { program: 'docker-registry', name: 'docker-registry' },
  { program: 'git', name: 'git' },
]

/** @param {readonly NeededProgram[]} programs @returns {string[]} the packages of those that are not there */
export function missingPackages(programs) {
  return programs.filter(({ file, program }) => (file ? !existsSync(file) : !findProgram(program ?? ''))).map(({ name }) => name)
}

/**
 * Installs packages as one step of a set-up.
 *
 * @param {readonly string[]} packages
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {{ machine: import('./set-up.mjs').Machine, command: string }} options `command`: what to run again
 * @throws SetUpError where they cannot be installed
 */
export async function installPrograms(packages, reporter, { machine, command }) {
  const instead = `Install them yourself, then run \`${command}\` again.`
  await reporter.step('programs', async (log) => {
    await installPackages(packages, { ...machine, log, purpose: `install ${packages.join(', ')}`, instead })
    return { value: undefined, detail: `installed ${packages.join(', ')}` }
  })
}

/**
 * Makes sure that there is a {@link BUSYBOX}: Debian and Ubuntu install it, as `npm test` does.
 *
 * @param {string} command what to run again
 * @param {{ missing?: readonly string[], canInstall?: boolean }} [facts] of this machine; for tests
 * @throws SetUpError where it cannot be installed
 */
export async function ensureBusybox(command, { missing = missingPackages([BUSYBOX_PROGRAM]), canInstall = isDebianOrUbuntu() } = {}) {
  if (missing.length === 0) return
  if (!canInstall) {
    throw new SetUpError(`There is no static busybox at ${BUSYBOX}, which the images of this run are made of.`, {
      fix: `Install it on ${readOsRelease().name} yourself, then run \`${command}\` again.`,
    })
  }
  // Standard output is the run's own.
  const reporter = createReporter({ stream: process.stderr, env: process.env })
  await installPrograms(missing, reporter, { machine: createMachine(), command })
}
