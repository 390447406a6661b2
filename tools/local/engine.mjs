// @ts-check
import { join } from 'node:path'
import { INSTALL_DOCKER, installPackages, recoverInstallation } from './apt-install.mjs'
import { attempt, findProgram } from './command.mjs'
import { answers, isAnotherEngineRunning, runningEngine, startEngine } from './dockerd.mjs'
import { installedDockerd, isNewEnough, probeEngine } from './engine-probe.mjs'
import { isDebianOrUbuntu, readOsRelease } from './os-release.mjs'
import { SetUpError } from './set-up-error.mjs'

const DEFAULT_SOCKET = '/var/run/docker.sock'

/**
 * @typedef {{ started: boolean, version: string, host: string | undefined, own: boolean }} Engine
 *   `started`: by this call. `host`: DOCKER_HOST for every command, where it is not what the `docker` command uses anyway.
 *   `own`: it was started by these tools, now or by an earlier run
 */

/**
 * A Docker engine with buildx: the one that answers at the person's own settings, else one of our own. No other engine is touched.
 *
 * @param {import('./apt-install.mjs').Installer} machine
 * @returns {Promise<Engine>}
 */
export async function ensureEngine(machine) {
  const { state, log } = machine
  await recoverInstallation(machine)
  const own = runningEngine(state.engine)
  const ownHost = own && own.socket !== DEFAULT_SOCKET && !process.env['DOCKER_HOST'] ? `unix://${own.socket}` : undefined
  log('looking for a Docker engine')
  const probe = await probeEngine(ownHost === undefined ? {} : { DOCKER_HOST: ownHost })
  switch (probe.kind) {
    case 'usable':
      return { started: false, version: probe.version, host: ownHost, own: own !== undefined }
    case 'no-buildx':
      await installBuildx(machine)
      return { started: false, version: probe.version, host: ownHost, own: own !== undefined }
    case 'denied':
      throw new SetUpError(`You may not use the Docker engine at ${probe.where}.`, {
        fix: 'Join its group, `sudo usermod -aG docker $USER`, and sign in again: https://docs.docker.com/engine/install/linux-postinstall/',
      })
    case 'absent':
      if (probe.chosen !== undefined) {
        throw new SetUpError(`No Docker engine answers at ${probe.chosen}, which your settings name.`, {
          fix: 'Start it, or unset DOCKER_HOST and run `docker context use default`, then run this again.',
        })
      }
      return startOwn(machine)
    case 'unusable':
      if (!isNewEnough((await installedDockerd()) ?? '23')) {
        throw new SetUpError(`${probe.what} is running here and is too old.`, { fix: 'Upgrade it to 23 or newer, then run this again.' })
      }
      return startOwn(machine)
  }
}

/** @param {import('./apt-install.mjs').Installer} machine @returns {Promise<Engine>} */
async function startOwn(machine) {
  const { state, privilege, log } = machine
  if (!isDebianOrUbuntu()) throw new SetUpError('No Docker engine is running.', { fix: INSTALL_DOCKER })
  const network = isAnotherEngineRunning() ? 'own-bridge' : 'usual'
  const packages = await missingPackages(network)
  const purpose = packages.length > 0 ? `install ${packages.join(', ')} and start a Docker engine` : 'start a Docker engine'
  if (packages.length > 0) await installPackages(packages, { ...machine, purpose, instead: INSTALL_DOCKER })
  // The machine's own policy may have started the service of the new package: then that engine is the one.
  const now = await probeEngine()
  if (now.kind === 'usable') return { started: false, version: now.version, host: undefined, own: false }

  const prefix = await privilege.obtain(purpose, INSTALL_DOCKER)
  const socket = (await answers(DEFAULT_SOCKET)) ? join(state.engine, 'docker.sock') : DEFAULT_SOCKET
  const { version, host } = await startEngine({ folder: state.engine, socket, network, prefix, log })
  return { started: true, version, host: socket === DEFAULT_SOCKET ? undefined : host, own: true }
}

/** What has to be installed for an engine of our own, by the program each package gives. @param {'usual' | 'own-bridge'} network */
async function missingPackages(network) {
  const client = readOsRelease().id === 'debian' ? 'docker-cli' : 'docker.io'
  const dockerd = await installedDockerd()
  const missing = [
    dockerd === undefined || !isNewEnough(dockerd) ? 'docker.io' : undefined,
    findProgram('docker') === undefined ? client : undefined,
    (await hasBuildx()) ? undefined : 'docker-buildx',
    findProgram('containerd') === undefined ? 'containerd' : undefined,
    findProgram('runc') === undefined ? 'runc' : undefined,
    findProgram('iptables') === undefined ? 'iptables' : undefined,
    network === 'own-bridge' && findProgram('ip') === undefined ? 'iproute2' : undefined,
  ]
  const packages = [...new Set(missing.filter((name) => name !== undefined))]
  // Debian 12's client is part of its docker.io, and breaks when that is replaced: the two are taken together.
  return packages.includes('docker.io') && client === 'docker-cli' ? [...new Set([...packages, client])] : packages
}

/** @param {import('./apt-install.mjs').Installer} machine */
async function installBuildx(machine) {
  const instead = 'Install it as https://github.com/docker/buildx#installing says, then run this again.'
  if (!isDebianOrUbuntu()) throw new SetUpError('The docker command has no buildx.', { fix: instead })
  await installPackages(['docker-buildx'], { ...machine, purpose: 'install docker-buildx', instead })
  if (!(await hasBuildx())) throw new SetUpError('The docker command has no buildx, even with docker-buildx installed.', { fix: instead })
}

async function hasBuildx() {
  return (await attempt(['docker', 'buildx', 'version'], { seconds: 10 })).code === 0
}
