// @ts-check
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDeb822Sources, parseSourcesList, planSources, renderDeb822Sources, renderPreferences } from './apt-sources.mjs'
import { attempt, run } from './command.mjs'
import { isDebianOrUbuntu, readOsRelease } from './os-release.mjs'
import { readRecord, writeRecord } from './process-record.mjs'
import { isGuardAbandoned, removeGuard, withoutServices } from './service-guard.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * What the set-up needs of a machine, to install from its own mirror and to remember what was installed.
 *
 * @typedef {object} Installer
 * @property {import('./state-folder.mjs').StateLayout} state
 * @property {import('./privilege.mjs').Privilege} privilege
 * @property {import('./reporter.mjs').Log} log
 */

/** Taken from the newer suite where the machine's own is too old; none of them needs a newer C library. */
const FROM_NEWER = ['docker.io', 'docker-cli', 'docker-buildx', 'containerd']
const LISTS_LAST = 3_600_000
const QUIET = { DEBIAN_FRONTEND: 'noninteractive', DEBCONF_NONINTERACTIVE_SEEN: 'true', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C.UTF-8' }

export const INSTALL_DOCKER = [
  'Install Docker Engine with buildx and start it, then run this again:',
  'Debian and Ubuntu: as root, or on a terminal where sudo can ask, this installs one by itself',
  'macOS and Windows: Docker Desktop, https://docs.docker.com/get-started/get-docker/',
  'Linux: https://docs.docker.com/engine/install/',
].join('\n')

/**
 * Installs packages of the distribution from the mirror this machine uses. Its apt configuration, its package lists and its services are
 * left as they are, and nothing is removed.
 *
 * @param {readonly string[]} packages
 * @param {Installer & { purpose: string, instead: string }} machine `instead`: the fix where it may not install
 */
export async function installPackages(packages, { state, privilege, log, purpose, instead }) {
  if (!isDebianOrUbuntu()) throw new SetUpError(`Cannot ${purpose} on ${readOsRelease().name} by itself.`, { fix: instead })
  const plan = readSources()
  const prefix = await privilege.obtain(purpose, instead)
  const settings = prepareConfiguration(state.apt, plan)
  const apt = [...prefix, 'env', ...Object.entries(QUIET).map(([name, value]) => `${name}=${value}`), 'apt-get', ...settings]
  const failure = `apt could not ${purpose}.`
  const fix = `Put right what it says, or install ${packages.join(', ')} yourself, then run this again.`

  await finishInterruptedInstallation({ prefix, folder: state.apt }, log)
  await readPackageLists(apt, { folder: state.apt, log, fix })
  const install = [...apt, 'install', '--yes', '--no-install-recommends', '--no-remove', ...packages]
  const missing = parseInstalls(await run([...install, '--simulate'], { failure, fix }))
  log(`downloading ${packages.join(', ')} and what they need`)
  await run([...install, '--download-only'], { failure, fix })
  rememberInstalled(state.installed, missing)
  await withoutServices({ prefix, folder: state.apt }, async () => {
    log(`installing ${packages.join(', ')} and what they need`)
    // dpkg stopped half-way leaves packages that do not work: an interruption waits the few seconds it takes.
    const whole = [...prefix, 'env', '--ignore-signal=INT', '--ignore-signal=HUP', '--ignore-signal=TERM', ...install.slice(prefix.length)]
    await run(whole, { failure, fix, finishes: true })
  })
  await attempt([...apt, 'clean'])
}

/**
 * Once an hour is enough: one set-up installs up to three times.
 *
 * @param {readonly string[]} apt
 * @param {{ folder: string, log: import('./reporter.mjs').Log, fix: string }} context
 */
async function readPackageLists(apt, { folder, log, fix }) {
  const stamp = join(folder, 'lists-read')
  const sources = readFileSync(join(folder, 'sources', 'distribution.sources'), 'utf8')
  const age = Date.now() - (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  if (age >= 0 && age < LISTS_LAST && readFileSync(stamp, 'utf8') === sources) return
  log('reading package lists')
  await run([...apt, 'update'], { failure: 'apt could not read the package lists.', fix })
  writeFileSync(stamp, sources)
}

/** Every package these tools have installed on this machine. @param {string} file @returns {string[]} */
export function installedPackages(file) {
  return readRecord(file)?.packages ?? []
}

/** New packages in what `apt-get --simulate` prints. @param {string} text */
export function parseInstalls(text) {
  return [...text.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name)
}

/** @returns {import('./apt-sources.mjs').SourcesPlan} */
export function readSources() {
  const { id, codename, name } = readOsRelease()
  const plan = planSources(readAllSources(), { id, codename })
  if (plan) return plan
  throw new SetUpError(`Found no source of ${name} itself in apt's configuration.`, {
    fix: 'Look into /etc/apt/sources.list and /etc/apt/sources.list.d, or install the packages yourself.',
  })
}

function readAllSources() {
  const folder = '/etc/apt/sources.list.d'
  const files = existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
    : []
  return ['/etc/apt/sources.list', ...files]
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      if (file.endsWith('.sources')) return parseDeb822Sources(readFileSync(file, 'utf8'))
      return file.endsWith('.list') ? parseSourcesList(readFileSync(file, 'utf8')) : []
    })
}

/**
 * apt's options for a configuration of our own: sources, preferences, package lists and downloads.
 *
 * @param {string} folder
 * @param {import('./apt-sources.mjs').SourcesPlan} plan
 */
function prepareConfiguration(folder, plan) {
  const at = (/** @type {string} */ name) => join(folder, name)
  for (const name of ['sources', 'preferences', 'lists/partial', 'cache/archives/partial']) mkdirSync(at(name), { recursive: true })
  writeFileSync(at('sources/distribution.sources'), renderDeb822Sources(plan.sources))
  writeFileSync(at('preferences/newer'), renderPreferences(plan.newer, FROM_NEWER))
  const options = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': at('sources'),
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': at('preferences'),
    'Dir::State::Lists': at('lists'),
    'Dir::Cache': at('cache'),
    // apt's own user may not look into a home folder.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'DPkg::Lock::Timeout': '300',
    'Dpkg::Use-Pty': '0',
  }
  const keepConfiguration = ['-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold']
  return ['-q', ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]), ...keepConfiguration]
}

/**
 * Puts right what a run left that was killed in the middle of an installation and that needs none any more.
 *
 * @param {Installer} machine
 */
export async function recoverInstallation({ state, privilege, log }) {
  if (!isGuardAbandoned(state.apt)) return
  const purpose = 'clear up after an installation that was killed'
  const prefix = await privilege.obtain(purpose, 'Run this as root, or on a terminal.')
  await finishInterruptedInstallation({ prefix, folder: state.apt }, log)
  await removeGuard({ prefix, folder: state.apt })
}

/**
 * dpkg leaves its journal where it was killed, and apt then refuses to work.
 *
 * @param {import('./service-guard.mjs').Guarded} guarded
 * @param {import('./reporter.mjs').Log} log
 */
async function finishInterruptedInstallation(guarded, log) {
  const journal = '/var/lib/dpkg/updates'
  if (!existsSync(journal) || !readdirSync(journal).some((name) => /^\d+$/.test(name))) return
  log('finishing an installation that was interrupted')
  const dpkg = ['dpkg', '--force-confdef', '--force-confold', '--configure', '-a']
  await withoutServices(guarded, () => attempt([...guarded.prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...dpkg], { finishes: true }))
}

/** @param {string} file @param {readonly string[]} added */
function rememberInstalled(file, added) {
  writeRecord(file, { packages: [...new Set([...installedPackages(file), ...added])].sort() })
}
